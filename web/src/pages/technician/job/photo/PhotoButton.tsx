import type { ComponentType } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { isCalling } from "../../../../app/calls/calling";
import { Button } from "../../../../design/Button";
import { fetched } from "../../../../device/fetched";
import type { Job } from "../../../../protocol/net/wire";
import { t, translated } from "../../../../text";
import { onCallPage } from "../../call/CallHost";
import type { ViewfinderProps } from "../../viewfinder/Viewfinder";
import { PhotoInput, type CaptureTarget, type FileInput } from "./PhotoInput";
import { useShots } from "./shots";

const code = async () => {
  const { Viewfinder } = await import("../../viewfinder/Viewfinder");
  await translated();
  return Viewfinder;
};

/** Milliseconds after which the page has what it needs first; a cellar has no network for more. */
const AHEAD = 20_000;

/** Milliseconds after a press within which the viewfinder opens, or the camera app does. */
const SOON = 2500;

interface PhotoButtonProps extends CaptureTarget {
  policy: Job["photo_policy"];
}

/**
 * One tap opens the viewfinder. The phone's own camera app takes the photo in a call, and where the
 * code of the viewfinder does not come soon; that one then opens at the next tap at the earliest.
 */
export function PhotoButton({ job, phase, policy }: PhotoButtonProps) {
  const app = useRef<HTMLInputElement>(null);
  const [open, setOpen] = useState(false);
  const calling = onCallPage() || isCalling();
  const { Opened, missing, fetchCode, giveUp } = useViewfinderCode();
  const toApp = calling || (missing && !Opened);
  useEffect(() => {
    if (toApp) setOpen(false);
  }, [toApp]);
  useEffect(() => {
    if (!open || Opened) return;
    const useApp = () => {
      giveUp();
      // The browser opens the app as long as the press is fresh; else the next one does.
      app.current?.click();
    };
    const timer = setTimeout(useApp, SOON);
    return () => clearTimeout(timer);
  }, [open, Opened]);
  const press = () => {
    if (toApp) return app.current?.click();
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
        <OpenViewfinder {...{ job, phase, policy }} code={Opened} onClose={() => setOpen(false)} />
      )}
    </>
  );
}

/** The code of the viewfinder, once it is here; `missing` while it does not come. */
function useViewfinderCode() {
  const [Opened, set] = useState<ComponentType<ViewfinderProps> | null>(null);
  const [missing, setMissing] = useState(false);
  const giveUp = () => setMissing(true);
  const fetchCode = () => void fetched(code, giveUp).then((component) => set(() => component));
  useEffect(() => {
    const timer = setTimeout(fetchCode, AHEAD);
    return () => clearTimeout(timer);
  }, []);
  return { Opened, missing, fetchCode, giveUp };
}

interface OpenViewfinderProps extends PhotoButtonProps {
  code: ComponentType<ViewfinderProps>;
  onClose: () => void;
}

function OpenViewfinder({ job, phase, policy, code: Opened, onClose }: OpenViewfinderProps) {
  const taker = useShots(job, phase);
  // The job's page shows what was chosen, and what could not be taken.
  const fileInput: FileInput = (from, input) => (
    <PhotoInput {...{ job, phase, from, input }} onTaken={onClose} />
  );
  return <Opened {...{ phase, policy, taker, fileInput, onClose }} />;
}
