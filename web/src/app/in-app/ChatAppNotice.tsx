import { Button } from "../../design/Button";
import { CopyField } from "../../design/forms/CopyField";
import { isApple } from "../../device/browser";
import { t } from "../../text/account";
import "./chat-app-notice.css";

interface ChatAppNoticeProps {
  /** The name of the chat app; "" for one that does not tell. */
  app: string;
  onStay: () => void;
}

export function ChatAppNotice({ app, onStay }: ChatAppNoticeProps) {
  const words = t().signIn;
  return (
    <section class="in-app" role="alert">
      <h2>{app ? words.inApp(app) : words.inAppGeneric}</h2>
      <p>{words.inAppWhy}</p>
      <p>{isApple(navigator.userAgent) ? words.inAppApple : words.inAppAndroid}</p>
      <CopyField label={words.copyLink} value={location.href} />
      <Button kind="quiet" onClick={onStay}>
        {words.stay}
      </Button>
    </section>
  );
}
