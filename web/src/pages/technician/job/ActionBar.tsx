import type { RefObject } from "preact";
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
import { takePhotos } from "./take";
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
      {verb ? (
        <Button kind="primary" size="big" busy={action.busy} onClick={press}>
          {t().technician.verbs[verb]}
        </Button>
      ) : (
        <CaptureButtons job={job.id} phase={phase} />
      )}
      <GetHelp job={job.id} primary={!verb} />
    </div>
  );
}

/** One tap rings the experts. While a call is open, its strip leads back to it. */
function GetHelp({ job, primary }: { job: string; primary: boolean }) {
  if (seated.value.length > 0) return null;
  return (
    <>
      <CheckLine />
      <Button
        kind={primary ? "primary" : "plain"}
        size="big"
        icon="phone"
        busy={requestedCall.value !== null}
        onClick={() => {
          buzz();
          getHelp(job);
        }}
      >
        {t().technician.call.getHelp}
      </Button>
    </>
  );
}

interface CaptureTarget {
  job: string;
  phase: Phase;
}

function CaptureButtons({ job, phase }: CaptureTarget) {
  const camera = useRef<HTMLInputElement>(null);
  const gallery = useRef<HTMLInputElement>(null);
  const [noting, note] = useState(false);
  const [speaking, speak] = useState(false);
  const words = t().technician;
  return (
    <div class="action-row">
      <PhotoInputs {...{ job, phase, camera, gallery }} />
      <Button size="big" icon="camera" onClick={() => camera.current?.click()}>
        {words.photo}
      </Button>
      <Button
        size="big"
        icon="gallery"
        aria-label={words.gallery}
        onClick={() => gallery.current?.click()}
      >
        {words.galleryShort}
      </Button>
      <Button size="big" icon="note" onClick={() => note(true)}>
        {words.note}
      </Button>
      {canSpeak() && (
        <Button size="big" icon="mic" aria-label={words.voice.label} onClick={() => speak(true)}>
          {words.voice.short}
        </Button>
      )}
      <OversizedSheet />
      {noting && <NoteSheet job={job} phase={phase} onClose={() => note(false)} />}
      {speaking && <VoiceSheet job={job} phase={phase} onClose={() => speak(false)} />}
    </div>
  );
}

interface PhotoInputsProps extends CaptureTarget {
  camera: RefObject<HTMLInputElement | null>;
  gallery: RefObject<HTMLInputElement | null>;
}

/** The file inputs that the buttons press: a browser opens its camera through one alone. */
function PhotoInputs({ job, phase, camera, gallery }: PhotoInputsProps) {
  const onChange = (event: { currentTarget: HTMLInputElement }) => {
    const files = [...(event.currentTarget.files ?? [])];
    event.currentTarget.value = "";
    void takePhotos(job, phase, files);
  };
  const hidden = {
    type: "file",
    class: "unseen",
    tabIndex: -1,
    "aria-hidden": true,
    onChange,
  } as const;
  return (
    <>
      <input {...hidden} ref={camera} name="camera" accept="image/*" capture="environment" />
      <input {...hidden} ref={gallery} name="gallery" accept="image/*,.heic,.heif" multiple />
    </>
  );
}
