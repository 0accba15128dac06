import { useState } from "preact/hooks";
import { Button } from "../../../../design/Button";
import { willDarken } from "../../../../device/wake";
import { t } from "../../../../text/call";

/** She is told once a call that this phone won't keep its screen on, and what she can do. */
export function Darkens() {
  const [understood, understand] = useState(false);
  const words = t().call;
  const notice = willDarken.value && !understood;
  return (
    <div role="status">
      {notice && (
        <div class="call-notice">
          <p class="call-words-first">{words.darkens}</p>
          <p>{words.darkensWhat}</p>
          <Button onClick={() => understand(true)}>{words.understood}</Button>
        </div>
      )}
    </div>
  );
}
