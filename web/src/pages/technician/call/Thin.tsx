import { useState } from "preact/hooks";
import { openCall } from "../../../app/calls/open-call";
import { outbox } from "../../../app/outbox";
import { Button } from "../../../design/Button";
import { useNow } from "../../../design/status/Clock";
import { canSpeak } from "../../../device/media/voice";
import type { Peer } from "../../../protocol/call/peer";
import { isCaptured } from "../../../protocol/outbox/words";
import { t } from "../../../text/call";
import { OutboxLine } from "../job/OutboxLine";
import { readPhase } from "../job/phase";
import { VoiceSheet } from "../job/VoiceSheet";
import { microphone } from "./camera/phone";
import { outage } from "./words";

/**
 * This says, while the network carries no picture or nothing at all, what she can do meanwhile and
 * how much waits. An item that could not be sent at once is counted until it has gone.
 */
export function Thin({ job, peers }: { job: string; peers: Peer[] }) {
  const at = useNow();
  const [speaking, speak] = useState(false);
  const words = t().call;
  const how = outage(peers, at, openCall.value?.call.sends.value ?? "video");
  const mine = outbox.items.value
    .filter((item) => item.entry.job === job && isCaptured(item))
    .map((item) => item.progress.value);
  const waits = mine.some(
    ({ stage, attempts }) => stage !== "stored" && (how !== null || attempts > 0),
  );
  return (
    <>
      <p class="unseen" role="status">
        {how && words.thin[how]}
      </p>
      {(how || waits) && (
        <section class="call-thin" aria-label={words.thinLabel}>
          {how && <p aria-hidden="true">{words.thin[how]}</p>}
          {waits && <OutboxLine job={job} />}
          {how && canSpeak() && (
            <Button size="big" icon="mic" onClick={() => speak(true)}>
              {t().technician.voice.title}
            </Button>
          )}
        </section>
      )}
      {speaking && (
        <VoiceSheet
          job={job}
          phase={readPhase(job) ?? "during"}
          microphone={microphone.peek()}
          onClose={() => speak(false)}
        />
      )}
    </>
  );
}
