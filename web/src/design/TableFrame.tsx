import type { ComponentChildren } from "preact";
import "./table.css";

/** A table that may be wider than the screen and scrolls by itself, with the keyboard too. */
export function TableFrame({
  label,
  small,
  heads,
  children,
}: {
  label: string;
  small?: boolean;
  heads: string[];
  children: ComponentChildren;
}) {
  return (
    <div class="table-frame" role="group" aria-label={label} tabIndex={0}>
      <table class={small ? "table table-small" : "table"}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
