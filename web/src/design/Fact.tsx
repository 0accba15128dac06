import type { ComponentChildren } from "preact";

/** A term and what is known of it, within a `dl`; several lines of text stay several lines. */
export function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd class="keep-lines num">{children}</dd>
    </>
  );
}
