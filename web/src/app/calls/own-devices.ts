import { effect, signal } from "@preact/signals";
import { inCall, openCall } from "./open-call";
import {
  isRefused,
  MediaRefused,
  openCamera,
  openMicrophone,
  type DeviceProblem,
} from "../../device/media/user-media";
import { heldUp } from "./drawing";
import { wall } from "./wall";
import type { StateData } from "../../protocol/net/wire";

const CHOICE = "smart-hands.devices";
const MUTED = "smart-hands.muted";

/**
 * The tracks that this desk sends: its microphone, and its camera when the person wants to be seen.
 */
export const microphone = signal<MediaStreamTrack | null>(null);
export const camera = signal<MediaStreamTrack | null>(null);
/** Why there is no such track, although the person wants it. */
export const microphoneProblem = signal<DeviceProblem | null>(null);
export const cameraProblem = signal<DeviceProblem | null>(null);
export const muted = signal(keptMuted());
/** Push-to-talk: the person is heard while she holds it, although muted. */
export const talking = signal(false);
/** The number of open device pickers: while one is open, the devices stay open without a call. */
export const picking = signal(0);

export type DeviceKind = "microphone" | "camera" | "speaker";
export const chosen = signal<Record<DeviceKind, string>>(keptChoice());

function keptChoice(): Record<DeviceKind, string> {
  const none = { microphone: "", camera: "", speaker: "" };
  try {
    return { ...none, ...(JSON.parse(localStorage.getItem(CHOICE) ?? "{}") as object) };
  } catch {
    return none;
  }
}

/** Whether this tab was muted: a reload must not open a microphone that the person had closed. */
function keptMuted(): boolean {
  try {
    return sessionStorage.getItem(MUTED) !== null;
  } catch {
    return false;
  }
}

export function mute(on: boolean): void {
  muted.value = on;
  try {
    if (on) sessionStorage.setItem(MUTED, "1");
    else sessionStorage.removeItem(MUTED);
  } catch {
    // Storage is switched off: the choice lasts as long as the page.
  }
}

export async function startMicrophone(): Promise<void> {
  if (microphone.peek()?.readyState === "live") return;
  const track = await openMicrophone(chosen.peek().microphone || undefined).catch(refused);
  microphoneProblem.value = isRefused(track) ? track.reason : null;
  replace(microphone, isRefused(track) ? null : track, startMicrophone);
}

export async function startCamera(): Promise<void> {
  if (camera.peek()?.readyState === "live") return;
  const lens = chosen.peek().camera;
  const result = await openCamera({ facing: "user", ...(lens && { lens }) }).catch(refused);
  cameraProblem.value = isRefused(result) ? result.reason : null;
  replace(camera, isRefused(result) ? null : result.track, startCamera);
}

export function stopCamera(): void {
  cameraProblem.value = null;
  replace(camera, null);
}

/** Choose another device, and open it at once if one of its kind is open. */
export async function choose(kind: DeviceKind, id: string): Promise<void> {
  chosen.value = { ...chosen.peek(), [kind]: id };
  try {
    localStorage.setItem(CHOICE, JSON.stringify(chosen.peek()));
  } catch {
    // Storage is switched off: the choice lasts as long as the page.
  }
  if (kind === "microphone" && microphone.peek()) {
    replace(microphone, null);
    await startMicrophone();
  }
  if (kind === "camera" && camera.peek()) {
    replace(camera, null);
    await startCamera();
  }
}

/** Send what is chosen, and keep all calls told of it, until the returned function is called. */
export function watchOwnDevices(): () => void {
  const stops = [
    effect(() => {
      if (microphone.value) microphone.value.enabled = !muted.value || talking.value;
    }),
    effect(() => {
      if (!inCall()) return;
      openCall.value?.call.publish({ audio: microphone.value, video: camera.value });
      openCall.value?.call.show(stateNow());
    }),
    effect(() => {
      // A site that is only watched sees and hears nothing of this desk.
      for (const site of wall.watched.value)
        site.call.show({ ...stateNow(), camera: "off", muted: true, shows: null, print: null });
    }),
    effect(() => {
      if (inCall() || picking.value > 0) return;
      replace(microphone, null);
      replace(camera, null);
    }),
  ];
  return () => stops.forEach((stop) => stop());
}

function stateNow(): StateData {
  const silent = !microphone.value || (muted.value && !talking.value);
  return {
    camera: camera.value ? "on" : "off",
    muted: silent,
    camera_problem: reported(cameraProblem.value),
    microphone_problem: microphone.value ? null : reported(microphoneProblem.value),
    ...{
      facing: null,
      torch: false,
      torchable: false,
      orientation: "landscape",
      lenses: [],
      lens: null,
    },
    ...{ reason: null, sends: "video", hand: false, takes_stills: false },
    shows: heldUp.value?.picture ?? null,
    print: heldUp.value?.frozen?.print ?? null,
  };
}

const reported = (problem: DeviceProblem | null) =>
  problem === "insecure" ? "unsupported" : problem;

type TrackSignal = typeof microphone;

/** Replace a track; `again` opens another one when the device is pulled out. */
function replace(
  held: TrackSignal,
  track: MediaStreamTrack | null,
  again?: () => Promise<void>,
): void {
  const previous = held.peek();
  if (previous && previous !== track) {
    previous.onended = null;
    previous.stop();
  }
  if (track && again) track.onended = () => void again();
  held.value = track;
}

function refused(error: unknown): MediaRefused {
  if (error instanceof MediaRefused) return error;
  throw error;
}
