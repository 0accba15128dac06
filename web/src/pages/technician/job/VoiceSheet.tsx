import { useEffect, useRef, useState } from "preact/hooks";
import { outbox } from "../../../app/outbox";
import { Button } from "../../../design/Button";
import { Icon } from "../../../design/Icon";
import { Sheet } from "../../../design/overlays/Sheet";
import { toast } from "../../../design/overlays/Toast";
import { buzz } from "../../../device/browser";
import { MediaRefused } from "../../../device/media/user-media";
import { LONGEST, type VoiceRecorder } from "../../../device/media/voice";
import type { VoiceNoteEntry } from "../../../protocol/outbox/entries";
import type { Phase } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { callClock } from "../../../text/spans";
import { speakNote, type VoiceNoteTake } from "./take";
import "./speak.css";

interface VoiceProps {
  job: string;
  phase: Phase;
  /** The microphone of the call, which is open already. */
  microphone?: MediaStreamTrack | null;
  onClose: () => void;
}

/** One tap begins a voice note; whatever ends it, her words are kept and can be taken back. */
export function VoiceSheet(props: VoiceProps) {
  const words = t().technician.voice;
  const { note, problem, leave } = useVoice(props, tell);
  return (
    <Sheet
      title={`${words.title} · ${t().job.phases[props.phase]}`}
      onClose={() => leave(true)}
      actions={
        note && (
          <div class="speak-actions">
            <Button kind="danger" size="big" onClick={() => leave(true)}>
              {words.discard}
            </Button>
            <Button kind="primary" size="big" icon="check" onClick={() => leave(false)}>
              {words.keep}
            </Button>
          </div>
        )
      }
    >
      {problem ? (
        <p role="alert">{problem}</p>
      ) : note ? (
        <Heard note={note} />
      ) : (
        <p>{words.opening}</p>
      )}
    </Sheet>
  );
}

/** Tell what became of the note, with a way back. */
function tell(entry: VoiceNoteEntry | null, unwanted: boolean): void {
  const words = t().technician.voice;
  if (!entry) return unwanted ? undefined : toast(words.nothing);
  if (unwanted) return toast(words.removed, () => void outbox.add(entry));
  toast(words.kept(callClock(entry.seconds * 1000)), () => {
    toast(outbox.discard(entry.id) ? words.removed : words.late);
  });
}

type Over = (entry: VoiceNoteEntry | null, unwanted: boolean) => void;

/** The note is recorded as long as the sheet stands; `leave(true)` discards it. */
function useVoice({ job, phase, microphone = null, onClose }: VoiceProps, over: Over) {
  const [note, set] = useState<VoiceNoteTake | null>(null);
  const [problem, say] = useState<string | null>(null);
  const unwanted = useRef(false);
  useEffect(() => {
    let gone = false;
    let begun: VoiceRecorder | null = null;
    const begin = async () => {
      const taken = await speakNote(job, phase, microphone);
      begun = taken.speaking;
      if (gone) begun.stop();
      else set(taken);
      buzz();
      over(await taken.settled(() => !unwanted.current), unwanted.current);
      if (!gone) onClose();
    };
    begin().catch((error: unknown) => say(whyNot(error)));
    return () => {
      gone = true;
      begun?.stop();
    };
  }, []);
  const leave = (without: boolean) => {
    unwanted.current = without;
    if (note) note.speaking.stop();
    else onClose();
  };
  return { note, problem, leave };
}

function whyNot(error: unknown): string {
  const { deviceRefused, voice } = t().technician;
  return error instanceof MediaRefused ? deviceRefused.microphone[error.reason] : voice.cannot;
}

const LOOK = 100;

/** The level and the clock show that she is heard, and how long she has. */
function Heard({ note: { speaking, kept } }: { note: VoiceNoteTake }) {
  const words = t().technician.voice;
  const [{ level, seconds }, look] = useState({ level: 0, seconds: 0 });
  useEffect(() => {
    const timer = setInterval(
      () => look({ level: speaking.level, seconds: speaking.seconds }),
      LOOK,
    );
    return () => clearInterval(timer);
  }, [speaking]);
  return (
    <div class="speak-heard">
      <span class="speak-ear" style={{ "--level": level.toFixed(2) }} aria-hidden="true">
        <Icon name="mic" />
      </span>
      <p class="speak-time num" role="timer">
        <strong>{callClock(seconds * 1000)}</strong> {words.of(callClock(LONGEST * 1000))}
      </p>
      <p role="status">{kept.value ? words.speak : words.speakOnlyHere}</p>
    </div>
  );
}
