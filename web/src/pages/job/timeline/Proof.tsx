import { useState } from "preact/hooks";
import { Button } from "../../../design/Button";
import { Icon } from "../../../design/Icon";
import { Trouble } from "../../../design/status/States";
import { useAction } from "../../../design/status/load";
import { verify, type ChainVerdict } from "../../../protocol/job/chain";
import type { LiveJob } from "../../../protocol/job/live-job";
import { t } from "../../../text";
import "./proof.css";

/** One quiet line says how evidence is kept; a reader can open it and check the chain herself. */
export function Proof({ count, live }: { count: number; live: LiveJob }) {
  const [verdict, set] = useState<ChainVerdict | null>(null);
  const checking = useAction();
  const words = t().job.proof;
  if (count === 0) return null;
  return (
    <details class="proof no-print">
      <summary>
        <Icon name="check" />
        <span class="num">
          {words.items(count)}, {words.stored}
        </span>
        <span class="proof-how">{words.how}</span>
      </summary>
      <div class="proof-inside">
        <p>{words.intro}</p>
        {globalThis.crypto?.subtle ? (
          <Button
            busy={checking.busy}
            onClick={() => checking.run(async () => set(await verify(await live.history())))}
          >
            {checking.busy ? words.checking : words.check}
          </Button>
        ) : (
          <p>{words.insecure}</p>
        )}
        <Trouble problem={checking.problem} />
        <p role="status" class={verdict && !verdict.sound ? "proof-broken" : "proof-said"}>
          {verdict &&
            (verdict.sound
              ? words.sound(verdict.count)
              : words.broken(`${verdict.seq}, ${verdict.reason}`))}
        </p>
      </div>
    </details>
  );
}
