import { inCall } from "../../../app/calls/open-call";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../../../design/Button";
import { CheckField, SelectField } from "../../../design/forms/Field";
import { Sheet } from "../../../design/overlays/Sheet";
import { listDevices } from "../../../device/media/user-media";
import { t } from "../../../text/desk";
import { Level } from "./Level";
import { keysOff, switchKeys } from "../console/keys";
import {
  camera,
  cameraProblem,
  choose,
  chosen,
  microphone,
  microphoneProblem,
  picking,
  startCamera,
  startMicrophone,
  stopCamera,
  type DeviceKind,
} from "../../../app/calls/own-devices";
import { OwnPicture } from "./OwnPicture";
import "./devices.css";

const KINDS: Record<DeviceKind, MediaDeviceKind> = {
  microphone: "audioinput",
  camera: "videoinput",
  speaker: "audiooutput",
};

/**
 * The devices plugged in. Their names and ids are there once one was allowed: each change lists
 * again.
 */
function useDevices(): MediaDeviceInfo[] {
  const [devices, set] = useState<MediaDeviceInfo[]>([]);
  const opened = [microphone.value, camera.value];
  useEffect(() => {
    const media = navigator.mediaDevices;
    if (!media) return;
    const list = () => void listDevices().then(set);
    list();
    media.addEventListener("devicechange", list);
    return () => media.removeEventListener("devicechange", list);
  }, opened);
  return devices;
}

export function DevicesSheet({ onClose }: { onClose: () => void }) {
  return (
    <Sheet title={t().expert.devices.title} onClose={onClose}>
      <DeviceSettings />
    </Sheet>
  );
}

/** The choice of microphone, camera and speaker, each with a test: before a call and in it. */
export function DeviceSettings() {
  const words = t().expert.devices;
  const devices = useDevices();
  useEffect(() => {
    picking.value++;
    return () => void picking.value--;
  }, []);
  return (
    <div class="devices">
      <DevicePicker kind="microphone" label={words.microphone} devices={devices} />
      <MicrophoneTest />
      <DevicePicker kind="camera" label={words.camera} devices={devices} />
      <CameraTest />
      <SpeakerPicker devices={devices} />
      <CheckField label={words.keys} checked={!keysOff.value} onChecked={switchKeys} />
    </div>
  );
}

interface DevicePickerProps {
  kind: DeviceKind;
  label: string;
  devices: MediaDeviceInfo[];
}

function DevicePicker({ kind, label, devices }: DevicePickerProps) {
  const words = t().expert.devices;
  const devicesOfKind = devices.filter((device) => device.kind === KINDS[kind] && device.deviceId);
  const options = devicesOfKind
    // The browser lists aliases of other devices under these ids.
    .filter((device) => !["default", "communications"].includes(device.deviceId))
    .map(
      (device, index) =>
        [device.deviceId, device.label || words.numbered(label, index + 1)] as const,
    );
  const present = options.some(([id]) => id === chosen.value[kind]);
  return (
    <SelectField
      label={label}
      value={present ? chosen.value[kind] : ""}
      onValue={(id) => void choose(kind, id)}
      options={[["", words.usual], ...options]}
    />
  );
}

function MicrophoneTest() {
  const words = t().expert.devices;
  const problem = microphoneProblem.value;
  if (microphone.value) return <Level track={microphone.value} />;
  return (
    <div class="stack-tight">
      {problem && <p role="alert">{words.reason[problem]}</p>}
      <Button icon="mic" onClick={() => void startMicrophone()}>
        {words.allow}
      </Button>
    </div>
  );
}

/**
 * The camera is not tried out in a call, where everybody would see it: a tool of the stage starts
 * it there.
 */
function CameraTest() {
  const words = t().expert.devices;
  const problem = cameraProblem.value;
  if (camera.value) {
    return (
      <div class="stack-tight">
        <OwnPicture track={camera.value} />
        {!inCall() && <Button onClick={stopCamera}>{words.stopCamera}</Button>}
      </div>
    );
  }
  if (inCall()) return null;
  return (
    <div class="stack-tight">
      {problem && <p role="alert">{words.reason[problem]}</p>}
      <Button icon="video" onClick={() => void startCamera()}>
        {words.tryCamera}
      </Button>
    </div>
  );
}

function SpeakerPicker({ devices }: { devices: MediaDeviceInfo[] }) {
  const words = t().expert.devices;
  const can = "setSinkId" in HTMLMediaElement.prototype;
  if (!can) return <p class="quiet">{words.speakerFixed}</p>;
  return <DevicePicker kind="speaker" label={words.speaker} devices={devices} />;
}
