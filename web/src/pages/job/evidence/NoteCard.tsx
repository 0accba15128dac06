import { authorName } from "../../../text/author";
import { useState } from "preact/hooks";
import { Badge } from "../../../design/status/Badge";
import { Button } from "../../../design/Button";
import type { PictureSource } from "../../../protocol/net/api";
import type { Evidence } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { datedMoment, moment } from "../../../text/time";
import { WithdrawSheet } from "../sheets";
import { AttachedFile } from "./AttachedFile";
import { VoiceNote } from "./VoiceNote";
import "./note.css";

interface NoteCardProps {
  item: Evidence;
  zone: string;
  source: PictureSource;
  /** The job is absent for a reader who may not change it. */
  job?: string;
  onChanged?: () => Promise<void>;
  /** The card is read on later days, too, and on paper: its time has its day. */
  later?: boolean;
}

/** A written note, a voice note with its player, or an attached file to save. */
export function NoteCard({ item, zone, source, job, onChanged, later }: NoteCardProps) {
  const [asking, ask] = useState(false);
  const when = later ? datedMoment : moment;
  const words = t().job;
  return (
    <li class={item.withdrawn_at ? "note note-withdrawn" : "note"}>
      <NoteBody item={item} source={source} />
      <div class="note-by num">
        <span>
          {item.phase && `${words.phases[item.phase]} · `}
          {words.viewer.by(authorName(item.author), when(item.captured_at, zone))}
        </span>
        {item.audience === "internal" && <Badge tone="wait">{words.internalOnly}</Badge>}
        {job && !item.withdrawn_at && (
          <span class="push no-print">
            <Button kind="quiet" size="small" icon="dots" iconOnly onClick={() => ask(true)}>
              {words.viewer.withdrawNote}
            </Button>
          </span>
        )}
      </div>
      {asking && job && (
        <WithdrawSheet
          job={job}
          item={item}
          onClose={() => ask(false)}
          onDone={onChanged ?? (async () => {})}
        />
      )}
    </li>
  );
}

function NoteBody({ item, source }: Pick<NoteCardProps, "item" | "source">) {
  const words = t().job;
  if (item.withdrawn_at) return <p>{words.viewer.withdrawn(item.withdrawn_reason ?? "")}</p>;
  if (item.kind === "voice_note") return <VoiceNote item={item} source={source} />;
  if (item.kind === "file") return <AttachedFile item={item} source={source} />;
  return <p class="keep-lines">{item.text}</p>;
}
