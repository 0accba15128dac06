import type { ButtonHTMLAttributes, ComponentChildren } from "preact";
import { Icon, type IconName } from "./Icon";
import "./button.css";

interface Look {
  kind?: "primary" | "plain" | "quiet" | "danger";
  size?: "big" | "normal" | "small";
  icon?: IconName;
  /** The icon alone is shown; the words are read out and shown as a tooltip. */
  iconOnly?: boolean;
  children: ComponentChildren;
}

type ButtonProps = Look & {
  busy?: boolean;
} & Omit<ButtonHTMLAttributes<HTMLButtonElement>, "size" | "icon" | "class">;

function looks({ kind = "plain", size = "normal", iconOnly }: Partial<Look>): string {
  return `button button-${kind} button-${size}${iconOnly ? " button-icon" : ""}`;
}

function ButtonInside({ icon, iconOnly, children }: Look) {
  return (
    <>
      {icon && <Icon name={icon} />}
      <span class={iconOnly ? "unseen" : "button-words"}>{children}</span>
    </>
  );
}

/** A button. While busy it keeps its place and the focus, and does nothing when pressed. */
export function Button({
  kind,
  size,
  icon,
  iconOnly,
  busy,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  const look = { kind, size, icon, iconOnly } as Partial<Look>;
  const title = iconOnly && typeof children === "string" ? children : undefined;
  return (
    <button
      type="button"
      {...rest}
      {...(title && { title })}
      {...(busy ? { "aria-disabled": true, "aria-busy": true } : { onClick })}
      class={looks(look)}
    >
      <ButtonInside {...look}>{children}</ButtonInside>
    </button>
  );
}

type LinkProps = Look & { href: string; external?: boolean; current?: boolean };

export function LinkButton({ href, external, current, children, ...look }: LinkProps) {
  return (
    <a
      href={href}
      class={looks(look)}
      {...(external && { target: "_blank", rel: "noreferrer" })}
      {...(current && { "aria-current": "page" as const })}
    >
      <ButtonInside {...look}>{children}</ButtonInside>
    </a>
  );
}
