import type { ComponentType } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { requestedCall, seated } from "../../../../app/calls/calls";
import { Button } from "../../../../design/Button";
import { fetched } from "../../../../device/fetched";
import { t } from "../../../../text";
import { onCallPage } from "../../call/CallHost";
import type { ViewfinderProps } from "../../viewfinder/Viewfinder";
import { PhotoInput, type CaptureTarget, type FileInput } from "./PhotoInput";
import { useShots } from "./shots";

const code = async () => (await import("../../viewfinder/Viewfinder")).Viewfinder;

/** Milliseconds after which the page has what it needs first; a cellar has no network for more. */
const AHEAD = 20_000;

/** In a call the camera is the call's. */
const inCall = () => onCallPage() || requestedCall.value !== null || seated.value.length > 0;

/**
 * One tap opens the viewfinder. The phone's own camera app takes the photo in a call, and while the
 * code of the viewfinder does not come.
 */
export function PhotoButton({ job, phase }: CaptureTarget) {
  const app = useRef<HTMLInputElement>(null);
  const [Opened, set] = useState<ComponentType<ViewfinderProps> | null>(null);
  const [open, setOpen] = useState(false);
  const [missing, setMissing] = useState(false);
  const calling = inCall();
  const fetchCode = () =>
    void fetched(code, () => setMissing(true)).then((component) => set(() => component));
  useEffect(() => {
    const timer = setTimeout(fetchCode, AHEAD);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    if (calling || (missing && !Opened)) setOpen(false);
  }, [calling, missing, Opened]);
  const press = () => {
    if (calling || (missing && !Opened)) return app.current?.click();
    setOpen(true);
    if (!Opened) fetchCode();
  };
  return (
    <>
      <PhotoInput job={job} phase={phase} from="camera" input={app} />
      <Button size="big" icon="camera" busy={open && !Opened} onClick={press}>
        {t().technician.photo}
      </Button>
      {open && Opened && (
        <OpenViewfinder {...{ job, phase }} code={Opened} onClose={() => setOpen(false)} />
      )}
    </>
  );
}

interface OpenViewfinderProps extends CaptureTarget {
  code: ComponentType<ViewfinderProps>;
  onClose: () => void;
}

function OpenViewfinder({ job, phase, code: Opened, onClose }: OpenViewfinderProps) {
  const taker = useShots(job, phase);
  // The job's page shows what was chosen, and what could not be taken.
  const fileInput: FileInput = (from, input) => (
    <PhotoInput {...{ job, phase, from, input }} onTaken={onClose} />
  );
  return <Opened {...{ phase, taker, fileInput, onClose }} />;
}
