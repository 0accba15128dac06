import { useState } from "preact/hooks";
import { inAppBrowser } from "../device/browser";
import { lazy } from "./lazy";

const STAY = "smart-hands.in-app";
const ChatAppNotice = lazy(async () => (await import("./in-app/ChatAppNotice")).ChatAppNotice);

/** Chat apps open links in a browser of their own that blocks cameras and forgets uploads. */
export function InAppNotice() {
  const standing = (navigator as { standalone?: boolean }).standalone === true;
  const app = inAppBrowser(navigator.userAgent, standing);
  const [stay, set] = useState(() => sessionStorage.getItem(STAY) === "yes");
  if (app === null || stay) return null;
  const onStay = () => {
    sessionStorage.setItem(STAY, "yes");
    set(true);
  };
  return <ChatAppNotice app={app} onStay={onStay} />;
}
