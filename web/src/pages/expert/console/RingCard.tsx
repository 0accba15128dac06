import { PriorityBadge } from "../../../design/status/Badge";
import { Button } from "../../../design/Button";
import { useNow } from "../../../design/status/Clock";
import { Trouble } from "../../../design/status/States";
import { useAction } from "../../../design/status/load";
import { t } from "../../../text/desk";
import { authorName } from "../../../text/author";
import { callClock } from "../../../text/spans";
import { answer } from "../../../app/calls/desk-calls";
import { useKeys } from "./keys";
import { rings, type RingEntry } from "../../../app/calls/rings";
import "./ring.css";

/**
 * The calls that ring, the oldest on top. The key A answers the top one on every page of the
 * office.
 */
export function RingCards() {
  const first = rings.value.find((ring) => !ring.gone);
  return (
    <>
      {rings.value.map((ring) => (
        <RingCard key={ring.call.session.id} ring={ring} first={ring === first} />
      ))}
    </>
  );
}

function RingCard({ ring, first }: { ring: RingEntry; first: boolean }) {
  const words = t().expert.queue;
  const { call, gone } = ring;
  const now = useNow();
  const { session } = call;
  const waits = words.waits(authorName(session.asked_by));
  return (
    <article class={gone ? "ring ring-gone" : "ring"} aria-label={waits}>
      <p class="ring-top num">
        <span>{call.job_number}</span>
        <PriorityBadge priority={call.priority} />
        {!gone && (
          <span class="ring-clock push">{callClock(now - Date.parse(session.asked_at))}</span>
        )}
      </p>
      <p class="ring-title">{call.job_title}</p>
      <p>{call.site_name}</p>
      <p role="status">{gone || waits}</p>
      {!gone && <AnswerButton ring={ring} first={first} />}
    </article>
  );
}

function AnswerButton({ ring, first }: { ring: RingEntry; first: boolean }) {
  const words = t().expert.queue;
  const answering = useAction();
  const { session, job_id } = ring.call;
  const press = () => void answering.run(() => answer(job_id, session.id));
  return (
    <>
      {first && <AnswerKey onPress={press} />}
      <Button kind="primary" icon="phone" busy={answering.busy} onClick={press}>
        {words.answer} {first && <kbd aria-hidden="true">A</kbd>}
        <span class="unseen">, {ring.call.job_number}</span>
      </Button>
      <Trouble problem={answering.problem} />
    </>
  );
}

function AnswerKey({ onPress }: { onPress: () => void }) {
  useKeys({ a: onPress });
  return null;
}
