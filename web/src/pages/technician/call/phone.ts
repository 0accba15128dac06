import { signal } from "@preact/signals";
import {
  canTorch,
  isRefused,
  listLenses,
  openBoth,
  openCamera,
  openMicrophone,
  permission,
  setTorch,
  type Camera,
  type Facing,
  type Lens,
  type MediaRefused,
  type Wanted,
} from "../../../device/media";

/** This phone's camera and microphone, while a call wants them; they outlive every page. */
export const camera = signal<Camera | null>(null);
export const microphone = signal<MediaStreamTrack | null>(null);
export const cameraProblem = signal<MediaRefused | null>(null);
export const microphoneProblem = signal<MediaRefused | null>(null);
/** The browser is asking her, or about to. */
export const asking = signal(false);
export const lenses = signal<Lens[]>([]);
export const torch = signal(false);
export const muted = signal(false);
/** The picture is switched off by herself. */
export const hidden = signal(false);
/** The phone has taken the camera away for a while: a call by telephone, the page in the background. */
export const paused = signal(false);

/** Long enough to see what the question will be about before it covers the screen. */
const BEFORE_ASKING = 900;
const MUTED = "smart-hands.call.muted";

let wanted: Wanted = { facing: "environment" };
/** Counts starts and stops, so that a camera that opens too late is closed again. */
let turn = 0;

/**
 * Open both; words stand on the screen before the browser asks. `again`: into a call that she was in
 * before, where a microphone that she had closed stays closed. Never throws.
 */
export async function startPhone(again = false): Promise<void> {
  const mine = ++turn;
  muted.value = again && localStorage.getItem(MUTED) === "yes";
  asking.value = true;
  const known = await Promise.all([permission("camera"), permission("microphone")]);
  if (known.includes("ask")) await new Promise((done) => setTimeout(done, BEFORE_ASKING));
  const opened = mine === turn ? await openBoth(wanted) : null;
  if (!opened) return;
  if (mine !== turn) {
    if (!isRefused(opened.camera)) opened.camera.track.stop();
    if (!isRefused(opened.microphone)) opened.microphone.stop();
    return;
  }
  asking.value = false;
  if (isRefused(opened.microphone)) microphoneProblem.value = opened.microphone;
  else takeMicrophone(opened.microphone);
  if (isRefused(opened.camera)) cameraProblem.value = opened.camera;
  else takeCamera(opened.camera);
  lenses.value = await listLenses();
}

/** Let go of everything: the lights beside the lenses go out. */
export function stopPhone(): void {
  turn++;
  camera.value?.track.stop();
  microphone.value?.stop();
  camera.value = microphone.value = cameraProblem.value = microphoneProblem.value = null;
  asking.value = torch.value = hidden.value = paused.value = false;
  wanted = { facing: "environment" };
}

/** What was refused, once more: she may have allowed it meanwhile. */
export async function retryPhone(): Promise<void> {
  if (cameraProblem.value && microphoneProblem.value) {
    cameraProblem.value = microphoneProblem.value = null;
    return startPhone(true);
  }
  if (cameraProblem.value) await change(wanted);
  if (microphoneProblem.value) {
    const opened = await openMicrophone().catch((error: MediaRefused) => error);
    if (isRefused(opened)) microphoneProblem.value = opened;
    else takeMicrophone(opened);
  }
}

export function mute(on: boolean): void {
  muted.value = on;
  if (microphone.value) microphone.value.enabled = !on;
  localStorage.setItem(MUTED, on ? "yes" : "no");
}

/** To the other side, or to a lens of her choice. */
export async function turnCamera(to?: Facing): Promise<void> {
  const facing = to ?? (camera.value?.facing === "user" ? "environment" : "user");
  const lens = lenses.value.find((each) => each.facing === facing)?.id;
  // Named by the phone it is surely the other one; else the browser is asked for a side.
  await change({ facing, ...(to === undefined && camera.value?.facing === null && other()) });
  if (camera.value?.facing !== facing && lens) await change({ facing, lens });
}

/** On a device that doesn't say where its cameras look: the next one. */
function other(): Wanted {
  const ids = lenses.value.map((each) => each.id);
  const next = ids[(ids.indexOf(camera.value?.lens ?? "") + 1) % Math.max(1, ids.length)];
  return next ? { lens: next } : {};
}

export function chooseLens(lens: string): Promise<void> {
  const facing = lenses.value.find((each) => each.id === lens)?.facing;
  return change({ lens, ...(facing && { facing }) });
}

export async function switchTorch(on: boolean): Promise<boolean> {
  const track = camera.value?.track;
  const done = track ? await setTorch(track, on) : false;
  if (done) torch.value = on;
  return done;
}

export function torchable(): boolean {
  return camera.value !== null && canTorch(camera.value.track);
}

export async function showPicture(on: boolean): Promise<void> {
  hidden.value = !on;
  if (on) return change(wanted);
  camera.value?.track.stop();
  camera.value = null;
  torch.value = false;
}

/** Phones open one camera at a time: the old one goes first, and comes back if the new one won't. */
async function change(to: Wanted): Promise<void> {
  const mine = ++turn;
  const before = camera.value;
  before?.track.stop();
  torch.value = false;
  const back: Wanted = before?.lens ? { lens: before.lens } : wanted;
  const opened = await openCamera(to).catch((refused: MediaRefused) =>
    before ? openCamera(back).catch(() => refused) : refused,
  );
  if (mine !== turn) {
    if (!isRefused(opened)) opened.track.stop();
    return;
  }
  if (isRefused(opened)) {
    camera.value = null;
    cameraProblem.value = opened;
    return;
  }
  wanted = to;
  takeCamera(opened);
  lenses.value = await listLenses();
}

function takeCamera(opened: Camera): void {
  cameraProblem.value = null;
  hidden.value = paused.value = false;
  // Text on a label matters more than smooth movement.
  if ("contentHint" in opened.track) opened.track.contentHint = "detail";
  opened.track.onmute = () => (paused.value = true);
  opened.track.onunmute = () => (paused.value = false);
  opened.track.onended = () => void reopen(opened);
  camera.value = opened;
}

/** Taken away for good, as when another app has opened it: tried again once she looks at the page. */
async function reopen(ended: Camera): Promise<void> {
  if (camera.value !== ended) return;
  if (document.visibilityState === "visible") return change(wanted);
  paused.value = true;
  const shown = () => {
    if (document.visibilityState !== "visible") return;
    document.removeEventListener("visibilitychange", shown);
    if (camera.value === ended) void change(wanted);
  };
  document.addEventListener("visibilitychange", shown);
}

function takeMicrophone(track: MediaStreamTrack): void {
  microphoneProblem.value = null;
  track.enabled = !muted.value;
  track.onended = () => {
    if (microphone.value !== track) return;
    microphone.value = null;
    void openMicrophone().then(takeMicrophone, (refused: MediaRefused) => {
      microphoneProblem.value = refused;
    });
  };
  microphone.value = track;
}
