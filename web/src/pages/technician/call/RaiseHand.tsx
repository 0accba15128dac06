import { Icon } from "../../../design/Icon";
import { buzz } from "../../../device/browser";
import type { Peer } from "../../../protocol/call/peer";
import { t } from "../../../text/call";
import { hand } from "./camera/phone";
import { aside, firstName } from "./words";

/**
 * A raised hand shows that she waits while her expert is at another site and has only stills of
 * her.
 */
export function RaiseHand({ peers }: { peers: Peer[] }) {
  const words = t().call;
  const expert = aside(peers);
  if (!expert) return null;
  const name = firstName(expert.name);
  const press = () => {
    buzz();
    hand.value = !hand.value;
  };
  return (
    <div class="call-hand-place">
      <button
        type="button"
        class={hand.value ? "call-hand call-hand-raised" : "call-hand"}
        onClick={press}
      >
        <Icon name="hand" />
        <span>{hand.value ? words.raised : words.raise(name)}</span>
      </button>
      <p class="unseen" role="status">
        {hand.value && words.seesHand(name)}
      </p>
    </div>
  );
}
