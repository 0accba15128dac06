import { Icon, type IconName } from "../../../design/Icon";
import { canTorch, zoomStops } from "../../../device/camera/controls";
import { t } from "../../../text/call";
import type { ViewfinderCamera } from "./camera";
import "./tools.css";

interface FinderButtonProps {
  icon: IconName;
  words: string;
  pressed?: boolean;
  onClick: () => void;
}

export function FinderButton({ icon, words, pressed, onClick }: FinderButtonProps) {
  return (
    <button
      type="button"
      class="viewfinder-button"
      {...(pressed !== undefined && { "aria-pressed": pressed })}
      onClick={onClick}
    >
      <Icon name={icon} />
      <span>{words}</span>
    </button>
  );
}

export function TorchButton({ camera }: { camera: ViewfinderCamera }) {
  const words = t().call;
  const track = camera.open.value?.track;
  if (!track || !canTorch(track)) return null;
  return (
    <FinderButton
      icon="torch"
      words={words.torch}
      pressed={camera.torch.value}
      onClick={() => void camera.switchTorch()}
    />
  );
}

/** Its place stays empty on a phone with one camera at the back. */
export function LensButton({ camera }: { camera: ViewfinderCamera }) {
  if (camera.lenses.value.length < 2) return <span />;
  return (
    <FinderButton
      icon="lens"
      words={t().technician.viewfinder.lens}
      onClick={() => void camera.nextLens()}
    />
  );
}

export function ZoomButtons({ camera }: { camera: ViewfinderCamera }) {
  const words = t().technician.viewfinder;
  const range = camera.range.value;
  if (!range) return null;
  return (
    <div class="viewfinder-zoom" role="group" aria-label={words.zoom}>
      {zoomStops(range).map(({ times, zoom }) => (
        <button
          key={times}
          type="button"
          class="viewfinder-times num"
          aria-pressed={camera.zoom.value === zoom}
          onClick={() => void camera.zoomTo(zoom)}
        >
          {words.times(times)}
        </button>
      ))}
    </div>
  );
}
