import { useLayoutEffect, useRef } from "preact/hooks";
import { InAppNotice } from "../../../app/InAppNotice";
import { Button } from "../../../design/Button";
import { Icon } from "../../../design/Icon";
import { mendIn } from "../../../device/browser";
import type { DeviceProblem } from "../../../device/media/user-media";
import { t } from "../../../text/call";
import type { FileInput } from "../job/photo/PhotoInput";

interface NoCameraProps {
  reason: DeviceProblem;
  fileInput: FileInput;
  onRetry: () => void;
}

/** The place of the picture says why there is none, and offers the ways that need none. */
export function NoCamera({ reason, fileInput, onRetry }: NoCameraProps) {
  const { technician, common, call } = t();
  const words = technician.viewfinder;
  const app = useRef<HTMLInputElement>(null);
  const gallery = useRef<HTMLInputElement>(null);
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => place.current?.querySelector<HTMLElement>(".button-primary")?.focus(), []);
  return (
    <div class="viewfinder-none" role="alert" ref={place}>
      <p class="viewfinder-why">
        <Icon name="videoOff" />
        {reason === "unsupported" ? words.unsupported : technician.deviceRefused.camera[reason]}
      </p>
      {reason === "denied" && <p>{call.mend[mendIn(navigator.userAgent)]}</p>}
      <InAppNotice />
      {fileInput("camera", app)}
      {fileInput("gallery", gallery)}
      <Button kind="primary" size="big" icon="camera" onClick={() => app.current?.click()}>
        {words.byApp}
      </Button>
      <Button size="big" icon="gallery" onClick={() => gallery.current?.click()}>
        {technician.gallery}
      </Button>
      <Button size="big" onClick={onRetry}>
        {common.tryAgain}
      </Button>
    </div>
  );
}
