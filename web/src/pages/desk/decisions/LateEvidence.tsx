import { useState } from "preact/hooks";
import { mayKeepEvidence } from "../../../app/may";
import { api, pictures } from "../../../app/state";
import { Button } from "../../../design/Button";
import { Trouble } from "../../../design/status/States";
import { useAction, type Action } from "../../../design/status/load";
import type { Evidence } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { authorName } from "../../../text/author";
import { moment } from "../../../text/time";
import { Picture } from "../../job/evidence/Photo";
import { AttachedFile } from "../../job/evidence/AttachedFile";
import { VoiceNote } from "../../job/evidence/VoiceNote";
import { ReasonSheet } from "../../job/sheets";

interface LateEvidenceProps {
  /** The items of one author that are late for one reason, at least one. */
  items: Evidence[];
  job: string;
  zone: string;
  onChanged: () => Promise<void>;
}

/** What somebody captured who did not know yet what spoke against it. */
export function LateEvidence({ items, job, zone, onChanged }: LateEvidenceProps) {
  const accepting = useAction();
  const words = t().statements.desk;
  const [{ author, late_for }] = items as [Evidence];
  const title = late_for === "photo_policy" ? words.latePhotos : words.late;
  const accept = (ids: string[]) =>
    void accepting.run(async () => {
      for (const id of ids) await api.acceptEvidence(job, id);
      await onChanged();
    });
  return (
    <article class="decision">
      <h3>{title(authorName(author))}</h3>
      <p class="quiet">{words.lateWhat}</p>
      <ul class="decision-items">
        {items.map((item) => (
          <LateItem
            key={item.id}
            {...{ item, job, zone, accepting, accept, onChanged }}
            only={items.length === 1}
          />
        ))}
      </ul>
      {mayKeepEvidence() && items.length > 1 && (
        <Button
          kind="primary"
          busy={accepting.busy}
          onClick={() => accept(items.map(({ id }) => id))}
        >
          {words.acceptAll(items.length)}
        </Button>
      )}
      <Trouble problem={accepting.problem} />
    </article>
  );
}

interface LateItemProps extends Omit<LateEvidenceProps, "items"> {
  item: Evidence;
  accepting: Action;
  accept: (ids: string[]) => void;
  /** No other item of this author waits: to accept it is the next step. */
  only: boolean;
}

function LateItem(props: LateItemProps) {
  const { item, job, zone, accepting, accept, onChanged, only } = props;
  const [refusing, refuse] = useState(false);
  const words = t().statements.desk;
  return (
    <li class="decision-item">
      <LateContent item={item} job={job} zone={zone} />
      <span class="quiet num">{moment(item.captured_at, zone)}</span>
      {mayKeepEvidence() && (
        <span class="row">
          <Button
            kind={only ? "primary" : "plain"}
            size="small"
            busy={accepting.busy}
            onClick={() => accept([item.id])}
          >
            {words.accept}
          </Button>
          <Button size="small" onClick={() => refuse(true)}>
            {words.refuse}
          </Button>
        </span>
      )}
      {refusing && (
        <ReasonSheet
          title={words.lateTitle}
          what={words.lateRefusal}
          label={words.refuseReason}
          action={words.refuse}
          draft={`withdraw.${item.id}`}
          onClose={() => refuse(false)}
          onSend={async (reason) => {
            await api.withdraw(job, item.id, reason);
            await onChanged();
          }}
        />
      )}
    </li>
  );
}

function LateContent({ item, job, zone }: Pick<LateItemProps, "item" | "job" | "zone">) {
  const source = pictures(job);
  if (item.kind === "note") return <p class="keep-lines">{item.text}</p>;
  if (item.kind === "voice_note") return <VoiceNote item={item} source={source} />;
  if (item.kind === "file") return <AttachedFile item={item} source={source} />;
  return (
    <span class="decision-picture">
      <Picture item={item} source={source} size="small" zone={zone} />
      {item.caption && <span>{item.caption}</span>}
    </span>
  );
}
