import { useRef, useState } from "preact/hooks";
import { requestedCall, getHelp, seated } from "../../../app/calls/calls";
import { me } from "../../../app/state";
import { Button } from "../../../design/Button";
import { useAction } from "../../../design/status/load";
import { buzz } from "../../../device/browser";
import { canSpeak } from "../../../device/media/voice";
import type { Job, Phase } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { CheckLine } from "../../check/CheckLine";
import { NEXT } from "../day/JobCard";
import { tell } from "../steps/tell";
import { NoteSheet } from "./NoteSheet";
import { OversizedSheet } from "./OversizedSheet";
import { PhotoButton } from "./photo/PhotoButton";
import { PhotoInput } from "./photo/PhotoInput";
import { PolicyLine } from "./PolicyLine";
import { VoiceSheet } from "./VoiceSheet";
import "./action.css";

interface ActionBarProps {
  job: Job;
  phase: Phase;
}

/** The thumb's arc holds the next step or, once she is on site, photo, note and help. */
export function ActionBar({ job, phase }: ActionBarProps) {
  const action = useAction();
  const verb = me.value?.person.role === "guest" ? undefined : NEXT[job.state];
  const press = () =>
    action.run(async () => {
      if (!verb) return;
      await tell(job, verb);
      buzz();
    });
  return (
    <div class="action-bar">
      <PolicyLine job={job} />
      {verb ? (
        <Button kind="primary" size="big" busy={action.busy} onClick={press}>
          {t().technician.verbs[verb]}
        </Button>
      ) : (
        <CaptureButtons job={job} phase={phase} />
      )}
      <GetHelp job={job} primary={!verb} />
    </div>
  );
}

/** One tap rings the experts. While a call is open, its strip leads back to it. */
function GetHelp({ job, primary }: { job: Job; primary: boolean }) {
  if (seated.value.length > 0) return null;
  return (
    <>
      <CheckLine rule={job.photo_policy?.rule} />
      <Button
        kind={primary ? "primary" : "plain"}
        size="big"
        icon="phone"
        busy={requestedCall.value !== null}
        onClick={() => {
          buzz();
          getHelp(job.id);
        }}
      >
        {t().technician.getHelp}
      </Button>
    </>
  );
}

/** Where the site allows no pictures, words and voice alone are left. */
function CaptureButtons({ job: { id: job, photo_policy }, phase }: ActionBarProps) {
  const gallery = useRef<HTMLInputElement>(null);
  const [noting, note] = useState(false);
  const [speaking, speak] = useState(false);
  const words = t().technician;
  const files = photo_policy?.rule !== "none";
  return (
    <div class="action-row">
      {files && (
        <>
          <PhotoButton job={job} phase={phase} policy={photo_policy} />
          <PhotoInput job={job} phase={phase} from="gallery" input={gallery} />
          <Button
            size="big"
            icon="gallery"
            aria-label={words.gallery}
            onClick={() => gallery.current?.click()}
          >
            {words.galleryShort}
          </Button>
        </>
      )}
      <Button size="big" icon="note" onClick={() => note(true)}>
        {words.note}
      </Button>
      {canSpeak() && (
        <Button size="big" icon="mic" aria-label={words.voice.label} onClick={() => speak(true)}>
          {words.voice.short}
        </Button>
      )}
      <OversizedSheet />
      {noting && <NoteSheet {...{ job, phase, files }} onClose={() => note(false)} />}
      {speaking && <VoiceSheet job={job} phase={phase} onClose={() => speak(false)} />}
    </div>
  );
}
