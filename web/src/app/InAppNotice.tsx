import { useState } from "preact/hooks";
import { CopyField } from "../design/forms/CopyField";
import { Button } from "../design/Button";
import { inAppBrowser, isApple } from "../device/browser";
import { t } from "../text";
import "./in-app-notice.css";

const STAY = "smart-hands.in-app";

/** Chat apps open links in a browser of their own that blocks cameras and forgets uploads. */
export function InAppNotice() {
  const words = t().signIn;
  const standing = (navigator as { standalone?: boolean }).standalone === true;
  const app = inAppBrowser(navigator.userAgent, standing);
  const [stay, set] = useState(() => sessionStorage.getItem(STAY) === "yes");
  if (app === null || stay) return null;
  return (
    <section class="in-app" role="alert">
      <h2>{app ? words.inApp(app) : words.inAppGeneric}</h2>
      <p>{words.inAppWhy}</p>
      <p>{isApple(navigator.userAgent) ? words.inAppApple : words.inAppAndroid}</p>
      <CopyField label={words.copyLink} value={location.href} />
      <Button
        kind="quiet"
        onClick={() => {
          sessionStorage.setItem(STAY, "yes");
          set(true);
        }}
      >
        {words.stay}
      </Button>
    </section>
  );
}
