import type { ComponentChildren } from "preact";
import { BrandMark } from "../../design/Icon";
import { t } from "../../text";
import "./sign-in.css";

/** The frame of every page that somebody reaches before she is signed in. */
export function SignInFrame({ children }: { children: ComponentChildren }) {
  return (
    <main id="main" class="sign-in">
      <header class="sign-in-head">
        <BrandMark />
        <p>{t().common.name}</p>
      </header>
      {children}
    </main>
  );
}
