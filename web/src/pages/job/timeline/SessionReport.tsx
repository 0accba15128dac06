import { Fact } from "../../../design/Fact";
import { picturesOf } from "../../../protocol/job/session";
import type { Consent, Gap, JobDocument, RecordedTime, Session } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { authorName } from "../../../text/author";
import { lasting } from "../../../text/spans";
import { fromUntil } from "../../../text/time";
import { qualityWords } from "./quality-words";
import "./report.css";

interface SessionReportProps {
  session: Session;
  document: JobDocument;
  zone: string;
}

/** The report of an ended session: people, times, what was kept, and each connection. */
export function SessionReport({ session, document, zone }: SessionReportProps) {
  const words = t().job.session;
  const { report } = session;
  if (!report) return null;
  const { stills, marks } = picturesOf(session, document);
  return (
    <dl class="report num">
      <Fact name={words.people}>
        {session.participants
          .map(({ name, role, person_role }) => authorName({ name, role: person_role ?? role }))
          .join("\n")}
      </Fact>
      <Fact name={words.times}>{timesWords(session, zone)}</Fact>
      <Fact name={words.said}>
        {[words.messages(report.messages), words.stills(stills), marks > 0 && words.marks(marks)]
          .filter(Boolean)
          .join(" · ")}
      </Fact>
      {report.recording && (
        <Fact name={t().recording.timeline.report}>{recordedWords(report.recording)}</Fact>
      )}
      {report.gaps.length > 0 && (
        <Fact name={t().recording.timeline.gaps}>
          {report.gaps.map((gap) => gapWords(gap, session, zone)).join("\n")}
        </Fact>
      )}
      {report.connections.length > 0 && (
        <Fact name={words.connection}>
          {report.connections.map((each) => `${each.name}: ${qualityWords(each)}`).join("\n")}
        </Fact>
      )}
    </dl>
  );
}

function timesWords(session: Session, zone: string): string {
  const words = t().job.session;
  const { report, asked_at, claimed_at, ended_at } = session;
  const [from, until] = fromUntil(asked_at, ended_at ?? asked_at, zone);
  return [
    ended_at ? words.fromTo(from, until) : from,
    report && words.waited(lasting(report.waited_seconds)),
    !claimed_at && words.notAnswered,
    report && claimed_at && words.lasted(lasting(report.lasted_seconds)),
  ]
    .filter(Boolean)
    .join(" · ");
}

function recordedWords({ seconds, consents }: RecordedTime): string {
  const words = t().recording.timeline;
  const names = (given: boolean) => [
    ...new Set(
      last(consents)
        .filter((each) => each.given === given)
        .map(({ name }) => name),
    ),
  ];
  const [agreed, declined] = [names(true), names(false)].map((each) => each.join(", "));
  return [
    words.reported(lasting(seconds)),
    agreed && words.agreed(agreed),
    declined && words.declined(declined),
  ]
    .filter(Boolean)
    .join(" · ");
}

/** Each recording of a call has answers of its own, and each person's last answer stands. */
function last(consents: Consent[]): Consent[] {
  return [...new Map(consents.map((each) => [each.participant, each])).values()];
}

function gapWords({ at, name, seconds, reason }: Gap, { asked_at }: Session, zone: string): string {
  const words = t().recording;
  const gap = words.player.gap(lasting(seconds), words.reason[reason]);
  return words.timeline.gap(fromUntil(asked_at, at, zone)[1], name, gap);
}
