import { Button } from "../../../../design/Button";
import { Trouble } from "../../../../design/status/States";
import { useAction } from "../../../../design/status/load";
import type { Peer } from "../../../../protocol/call/peer";
import { t } from "../../../../text/desk";
import { useKeys } from "../keys";

interface EndBarProps {
  peers: Peer[];
  onEnd: (all: boolean) => Promise<void>;
  onStay: () => void;
}

/** Ending a call can't be undone, so the bar asks, by name: E again ends it, Escape goes on. */
export function EndBar({ peers, onEnd, onStay }: EndBarProps) {
  const words = t().expert.end;
  const ending = useAction();
  const names = peers.map((peer) => peer.name).join(", ");
  const end = (all: boolean) => void ending.run(() => onEnd(all));
  useKeys({ e: () => end(true), escape: onStay });
  const helped =
    peers.some((peer) => peer.role === "expert") && peers.some((peer) => peer.role !== "expert");
  return (
    <div class="tools-sure" role="group" aria-label={names ? words.sure(names) : words.sureAlone}>
      <strong>{names ? words.sure(names) : words.sureAlone}</strong>
      <Button kind="danger" icon="hangup" busy={ending.busy} autoFocus onClick={() => end(true)}>
        {words.end} <kbd aria-hidden="true">E</kbd>
      </Button>
      {helped && (
        <Button busy={ending.busy} onClick={() => end(false)}>
          {words.leave}
        </Button>
      )}
      <Button kind="quiet" onClick={onStay}>
        {words.stay} <kbd aria-hidden="true">Esc</kbd>
      </Button>
      <Trouble problem={ending.problem} />
    </div>
  );
}
