import { inCall, openCall } from "../../app/calls/open-call";
import { expertsOnline } from "../../app/calls/calls";
import { api, me } from "../../app/state";
import { Button, LinkButton } from "../../design/Button";
import { useNow } from "../../design/status/Clock";
import { Trouble } from "../../design/status/States";
import { useAction } from "../../design/status/load";
import type { JobDocument, Session } from "../../protocol/net/wire";
import { t } from "../../text/desk";
import { authorName } from "../../text/author";
import { callClock } from "../../text/spans";
import { answer, callTechnician, consolePath, joinCall } from "../../app/calls/desk-calls";
import { crewNames } from "../job/timeline/timeline-words";
import { mayDispatch } from "../../app/may";

interface CallLineProps {
  document: JobDocument;
  onChanged: () => Promise<void>;
}

const CLOSED = new Set(["completed", "canceled"]);

/** The state of the job's call, and the one thing to do about it. */
export function CallLine({ document, onChanged }: CallLineProps) {
  const session = Object.values(document.sessions).find((each) => each.state !== "ended");
  const acting = useAction();
  const run = (work: () => Promise<unknown>) =>
    void acting.run(async () => {
      await work();
      await onChanged();
    });
  const props = { document, busy: acting.busy, run };
  return (
    <section class="call-line" aria-label={t().expert.call.label}>
      {session ? <OpenSession session={session} {...props} /> : <NoCall {...props} />}
      <Trouble problem={acting.problem} />
    </section>
  );
}

interface CallPartProps {
  document: JobDocument;
  busy: boolean;
  run: (work: () => Promise<unknown>) => void;
}

function NoCall({ document, busy, run }: CallPartProps) {
  const words = t().expert.call;
  const { job } = document;
  if (CLOSED.has(job.state) || inCall()) return null;
  const names = crewNames(document);
  if (!names && !Object.values(document.joins).some((join) => join.taken_at && !join.revoked_at))
    return mayDispatch() ? <p class="quiet">{words.nobodyAssigned}</p> : null;
  return (
    <Button icon="phone" busy={busy} onClick={() => run(() => callTechnician(job.id))}>
      {names ? words.call(names) : words.callAnyone}
    </Button>
  );
}

/** The names of the experts in a session; of everybody in it, when no expert is. */
export function expertsIn(session: Session): string {
  const present = session.participants.filter((each) => !each.left_at);
  const experts = present.filter((each) => each.role === "expert");
  return (experts.length ? experts : present).map((each) => each.name).join(", ");
}

function OpenSession({ document, session, busy, run }: CallPartProps & { session: Session }) {
  const now = useNow();
  const since =
    session.state === "live" ? (session.claimed_at ?? session.asked_at) : session.asked_at;
  return (
    <div class={session.state === "live" ? "call-open" : "call-open call-waits"}>
      <p>
        <strong>{stateWords(document, session)}</strong>{" "}
        <span class="num">{t().expert.call.since(callClock(now - Date.parse(since)))}</span>
        {session.state === "ringing" && session.kind === "help" && <OnlineWords />}
      </p>
      <CallAction document={document} session={session} busy={busy} run={run} />
    </div>
  );
}

function OnlineWords() {
  const online = expertsOnline.value;
  return online === null ? null : (
    <span class="call-online">{t().expert.call.expertsOnline(online)}</span>
  );
}

function stateWords(document: JobDocument, session: Session): string {
  const words = t().expert.call;
  if (session.state === "live") {
    const names = expertsIn(session);
    return names ? words.liveWith(names) : words.liveAlone;
  }
  if (session.kind === "help") return words.waiting(authorName(session.asked_by));
  return words.calling(crewNames(document));
}

function CallAction({ document, session, busy, run }: CallPartProps & { session: Session }) {
  const words = t().expert.call;
  const job = document.job.id;
  if (openCall.value?.session === session.id && inCall()) {
    return (
      <LinkButton kind="primary" href={consolePath()}>
        {t().expert.backToCall}
      </LinkButton>
    );
  }
  if (inCall()) return null;
  if (session.state === "ringing" && session.kind === "call") {
    return (
      <Button busy={busy} onClick={() => run(() => api.end(job, session.id))}>
        {words.withdraw}
      </Button>
    );
  }
  const rings = session.state === "ringing";
  const seat = session.participants.some(
    (each) => each.person_id === me.value?.person.id && !each.left_at,
  );
  const work = () => (rings ? answer(job, session.id) : joinCall(job, session.id));
  const label = rings ? words.answer : seat ? t().expert.queue.takeHere : words.join;
  return (
    <Button kind="primary" icon="phone" busy={busy} onClick={() => run(work)}>
      {label}
    </Button>
  );
}
