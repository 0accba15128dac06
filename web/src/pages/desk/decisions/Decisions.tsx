import { inOrder } from "../../../protocol/job/job";
import type { Evidence, JobDocument } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { LateEvidence } from "./LateEvidence";
import { StatementDecision } from "./StatementDecision";
import "./decisions.css";

interface DecisionsProps {
  document: JobDocument;
  zone: string;
  onChanged: () => Promise<void>;
}

/** What phones told of the job too late to be applied by itself: the desk decides on each. */
export function Decisions({ document, zone, onChanged }: DecisionsProps) {
  const statements = Object.values(document.statements)
    .filter(({ state }) => state === "waiting")
    .sort((one, other) => one.at.localeCompare(other.at));
  const late = byAuthorAndReason(document);
  if (statements.length + late.length === 0) return null;
  const context = { job: document.job.id, zone, onChanged };
  return (
    <section class="decisions" aria-label={t().statements.desk.title}>
      <h2>{t().statements.desk.title}</h2>
      {statements.map((statement) => (
        <StatementDecision
          key={statement.id}
          statement={statement}
          crew={document.job.technicians}
          ended={["completed", "canceled"].includes(document.job.state)}
          {...context}
        />
      ))}
      {late.map((items) => (
        <LateEvidence key={items[0] && groupOf(items[0])} items={items} {...context} />
      ))}
    </section>
  );
}

const groupOf = ({ author, late_for }: Evidence) => `${author.id} ${late_for ?? "crew"}`;

function byAuthorAndReason({ evidence }: JobDocument): Evidence[][] {
  const groups = new Map<string, Evidence[]>();
  for (const item of inOrder(evidence)) {
    if (item.late !== "waiting" || item.withdrawn_at) continue;
    const group = groupOf(item);
    groups.set(group, [...(groups.get(group) ?? []), item]);
  }
  return [...groups.values()];
}
