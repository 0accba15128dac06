import { computed, signal } from "@preact/signals";
import { keepOwn, readOwn } from "../../../../app/own";
import { canTorch, setTorch } from "../../../../device/camera/controls";
import { inFront } from "../../../../device/foreground";
import {
  closeBoth,
  isRefused,
  listLenses,
  openBoth,
  openCamera,
  openMicrophone,
  openVoice,
  permission,
  type BothDevices,
  type CameraTrack,
  type Facing,
  type CameraLens,
  type MediaRefused,
  type CameraWish,
} from "../../../../device/media/user-media";
import { willDarken } from "../../../../device/wake";
import type { StateData } from "../../../../protocol/net/wire";
import { watchLosses } from "./losses";
import { forbidden } from "./photo-rule";

/** This phone's camera and microphone, while a call wants them; they outlive every page. */
export const camera = signal<CameraTrack | null>(null);
export const microphone = signal<MediaStreamTrack | null>(null);
export const cameraProblem = signal<MediaRefused | null>(null);
export const microphoneProblem = signal<MediaRefused | null>(null);
/** The browser is asking her for permission, or is about to. */
export const asking = signal(false);
export const lenses = signal<CameraLens[]>([]);
export const torch = signal(false);
export const muted = signal(false);
/** She has switched her picture off herself. */
export const hidden = signal(false);
/** The phone has taken the camera away for a while: a call by telephone, the page in the background. */
export const paused = signal(false);
/** The system keeps the microphone from us, as while she telephones. */
export const silenced = signal(false);
/** Another app has the camera: she has not said no to it, and it is tried for without a tap. */
export const lacking = computed(() => !hidden.value && cameraProblem.value?.reason === "busy");
/** She has raised her hand: she wants somebody's eye before it is her turn. */
export const hand = signal(false);
/**
 * Why the others see or hear nothing just now, as far as a phone tells: the page is not in front,
 * by her own doing or since the phone saves its battery and goes dark, she telephones, or another app
 * has the camera.
 */
export const pauseReason = computed<StateData["reason"]>(() => {
  if (camera.value === null && microphone.value === null && !lacking.value) return null;
  if (!inFront().value) return willDarken.value ? "saver" : "hidden";
  if (silenced.value) return "call";
  return paused.value || lacking.value ? "taken" : null;
});

/** Milliseconds to see what the question will be about before it covers the screen. */
const BEFORE_ASKING = 900;
const MUTED = "call-muted";

let unwatch: () => void = () => {};
let wanted: CameraWish = { facing: "environment" };
/** Counts starts and stops: a camera that opens too late is closed again. */
let turn = 0;

/**
 * Open both; words stand on the screen before the browser asks. `again`: into a call that she was in
 * before, where a microphone that she had closed stays closed. Never throws.
 */
export async function startPhone(again = false): Promise<void> {
  const mine = ++turn;
  muted.value = again && readOwn(MUTED) === "yes";
  asking.value = true;
  const permissions = await Promise.all([permission("camera"), permission("microphone")]);
  if (permissions.includes("ask")) await new Promise((done) => setTimeout(done, BEFORE_ASKING));
  const late = (both: BothDevices) => (mine === turn ? takeLate(both) : closeBoth(both));
  const open = () => (forbidden.peek() ? openVoice() : openBoth(wanted, late));
  const opened = mine === turn ? await open() : null;
  if (!opened) return;
  if (mine !== turn) return closeBoth(opened);
  asking.value = false;
  if (!isRefused(opened.microphone)) takeMicrophone(opened.microphone);
  else if (!microphone.value) microphoneProblem.value = opened.microphone;
  if (opened.camera && !isRefused(opened.camera)) takeCamera(opened.camera);
  else if (!camera.value) cameraProblem.value = opened.camera;
  lenses.value = await listLenses();
  unwatch();
  unwatch = watchLosses({ taken, missing, ended, recover });
}

/** Both have answered after all, as when she reads the question for a while before she allows it. */
function takeLate(both: BothDevices): void {
  asking.value = false;
  if (camera.value || hidden.value) letGo(both.camera.track);
  else takeCamera(both.camera);
  if (microphone.value) letGo(both.microphone);
  else takeMicrophone(both.microphone);
  void listLenses().then((found) => (lenses.value = found));
}

/** Let go of everything: the lights beside the lenses go out. */
export function stopPhone(): void {
  turn++;
  unwatch();
  for (const track of [camera.value?.track, microphone.value]) if (track) letGo(track);
  camera.value = microphone.value = cameraProblem.value = microphoneProblem.value = null;
  asking.value = torch.value = hidden.value = paused.value = silenced.value = hand.value = false;
  wanted = { facing: "environment" };
}

/** Try again what was refused: she may have allowed it meanwhile. */
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
  keepOwn(MUTED, on ? "yes" : "");
}

/** Turn the camera to the other side, or to the given one. */
export async function turnCamera(to?: Facing): Promise<void> {
  const facing = to ?? (camera.value?.facing === "user" ? "environment" : "user");
  const lens = lenses.value.find((each) => each.facing === facing)?.id;
  // A camera that the phone names is surely the other one; else the browser is asked for a side.
  await change({ facing, ...(to === undefined && camera.value?.facing === null && other()) });
  if (camera.value?.facing !== facing && lens) await change({ facing, lens });
}

/** The next camera of a device that doesn't say where its cameras look. */
function other(): CameraWish {
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
  if (camera.value) letGo(camera.value.track);
  camera.value = null;
  torch.value = paused.value = false;
}

/** Phones open one camera at a time: the old one goes first, and comes back if the new one won't. */
async function change(to: CameraWish): Promise<void> {
  const mine = ++turn;
  const before = camera.value;
  if (before) letGo(before.track);
  torch.value = false;
  const back: CameraWish = before?.lens ? { lens: before.lens } : wanted;
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

function takeCamera(opened: CameraTrack): void {
  cameraProblem.value = null;
  hidden.value = paused.value = false;
  // Text on a label matters more than smooth movement.
  if ("contentHint" in opened.track) opened.track.contentHint = "detail";
  const { track } = opened;
  paused.value = track.muted;
  track.onmute = () => (paused.value = true);
  track.onunmute = () => (paused.value = false);
  // Another app may have taken the camera for good: it is got back once she looks at the page.
  track.onended = () => (paused.value = true);
  camera.value = opened;
}

function takeMicrophone(track: MediaStreamTrack): void {
  microphoneProblem.value = null;
  if (microphone.value && microphone.value !== track) letGo(microphone.value);
  track.enabled = !muted.value;
  silenced.value = track.muted;
  track.onmute = () => (silenced.value = true);
  track.onunmute = () => (silenced.value = false);
  track.onended = () => (silenced.value = true);
  microphone.value = track;
}

/** Stop a track by our own doing, so that nothing is to be got back. */
function letGo(track: MediaStreamTrack): void {
  track.onmute = track.onunmute = track.onended = null;
  track.stop();
}

/** A microphone that is only muted comes back when the system wants: no new one would be heard either. */
const deaf = () => silenced.peek() && microphone.peek()?.readyState === "ended";
const taken = () => paused.value || silenced.value || lacking.value;
const missing = () => paused.peek() || lacking.peek() || deaf();
const ended = () => camera.peek()?.track.readyState === "ended" || deaf();

async function recover(): Promise<void> {
  if (deaf()) await recoverMicrophone();
  if (!hidden.peek() && (paused.peek() || lacking.peek())) await change(wanted);
}

async function recoverMicrophone(): Promise<void> {
  const before = microphone.peek();
  const mine = turn;
  const opened = await openMicrophone().catch((refused: MediaRefused) => refused);
  if (isRefused(opened)) {
    if (opened.reason !== "busy") microphoneProblem.value = opened;
    return;
  }
  if (mine !== turn || microphone.peek() !== before) return opened.stop();
  if (before) letGo(before);
  takeMicrophone(opened);
}
