import { inTime, NoAnswer } from "../in-time";

export type Device = "camera" | "microphone";

/**
 * Why there is no picture or no sound: the person refused; there is no device; another app has it;
 * neither the device nor the person answers; the page is not served securely; this browser can't.
 */
export type DeviceProblem = "denied" | "missing" | "busy" | "silent" | "insecure" | "unsupported";

export class MediaRefused extends Error {
  constructor(
    readonly device: Device,
    readonly reason: DeviceProblem,
  ) {
    super(`${device}: ${reason}`);
  }
}

export type Facing = "environment" | "user";

export interface CameraWish {
  facing?: Facing;
  /** A camera's id from `listLenses`; it outweighs `facing`. */
  lens?: string;
  /** The largest frames that the camera has, for photos; else those of a call. */
  largest?: boolean;
}

export interface CameraTrack {
  track: MediaStreamTrack;
  /** Null where the browser doesn't tell, as for a desk's webcam. */
  facing: Facing | null;
  lens: string | null;
  /** The size of its frames, the longer side first; pages tell when it is less than was wanted. */
  long: number;
  short: number;
}

export interface CameraLens {
  id: string;
  label: string;
  facing: Facing | null;
}

/** 720p at 30 frames a second, or as near as the device comes: an ideal is never refused. */
const SIZE: MediaTrackConstraints = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30 },
};
/** More than any phone films, in the shape of most sensors. */
const LARGEST: MediaTrackConstraints = { width: { ideal: 4096 }, height: { ideal: 3072 } };
const VOICE: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};
/** Android gives the camera back a moment after another page or track has let go of it. */
const LET_GO = 600;
/** Milliseconds for what a browser knows without asking anybody. */
const TOLD = 2000;

/** The constraints that are tried in turn: the wish, then any camera at all. */
function attempts({ facing = "environment", lens, largest }: CameraWish): MediaTrackConstraints[] {
  const size = largest ? LARGEST : SIZE;
  const any: MediaTrackConstraints[] = [{ ...size, facingMode: { ideal: facing } }, {}];
  return lens ? [{ ...size, deviceId: { exact: lens } }, ...any] : any;
}

/**
 * Open a camera, the rear one without another wish. Throws MediaRefused; `late` is handed one that
 * comes after all, as when she reads the browser's question for a while.
 */
export async function openCamera(
  wanted: CameraWish = {},
  late: (opened: CameraTrack) => void = ({ track }) => track.stop(),
): Promise<CameraTrack> {
  const constraints = attempts(wanted).map((video) => ({ video }));
  return cameraOf(await firstOf("camera", constraints, (stream) => late(cameraOf(stream))));
}

/** Open a microphone, by its id if there is one. Throws MediaRefused. */
export async function openMicrophone(id?: string): Promise<MediaStreamTrack> {
  const chosen = id ? [{ audio: { ...VOICE, deviceId: { exact: id } } }] : [];
  const stream = await firstOf("microphone", [...chosen, { audio: VOICE }, { audio: true }]);
  return stream.getAudioTracks()[0] as MediaStreamTrack;
}

export interface OpenDevices {
  /** Null where none was asked for. */
  camera: CameraTrack | MediaRefused | null;
  microphone: MediaStreamTrack | MediaRefused;
}

export interface BothDevices {
  camera: CameraTrack;
  microphone: MediaStreamTrack;
}

/** Let go of those of the two that did open. */
export function closeBoth({ camera, microphone }: OpenDevices): void {
  if (camera && !isRefused(camera)) camera.track.stop();
  if (!isRefused(microphone)) microphone.stop();
}

/** Open the microphone alone. */
export async function openVoice(): Promise<OpenDevices> {
  return { camera: null, microphone: await openMicrophone().catch(refused) };
}

/**
 * Open both with one question to the person; if one can't be had, the other still opens. A camera
 * that doesn't answer takes no voice along: the microphone is opened alone, and `late` is handed
 * both if they come after all.
 */
export async function openBoth(
  wanted: CameraWish = {},
  late: (opened: BothDevices) => void = closeBoth,
): Promise<OpenDevices> {
  const both = (stream: MediaStream): BothDevices => ({
    camera: cameraOf(stream),
    microphone: stream.getAudioTracks()[0] as MediaStreamTrack,
  });
  try {
    return both(
      await ask({ video: attempts(wanted)[0] ?? true, audio: VOICE }, (stream) =>
        late(both(stream)),
      ),
    );
  } catch (error) {
    if (deviceProblem(error) === "silent") {
      const camera = new MediaRefused("camera", "silent");
      return { camera, microphone: await openMicrophone().catch(refused) };
    }
    const denied = deviceProblem(error) === "denied" ? await refusedDevices() : [];
    return {
      microphone: denied.includes("microphone")
        ? new MediaRefused("microphone", "denied")
        : await openMicrophone().catch(refused),
      camera: denied.includes("camera")
        ? new MediaRefused("camera", "denied")
        : await openCamera(wanted).catch(refused),
    };
  }
}

/**
 * The refused ones of two devices that were asked for together; both when the browser doesn't tell.
 */
async function refusedDevices(): Promise<Device[]> {
  const both: Device[] = ["camera", "microphone"];
  const answers = await Promise.all(both.map(permission));
  return answers.includes("denied") ? both.filter((_, turn) => answers[turn] === "denied") : both;
}

export function isRefused<Media>(media: Media | MediaRefused): media is MediaRefused {
  return media instanceof MediaRefused;
}

/** The devices that are plugged in; none where the browser doesn't tell. */
export async function listDevices(): Promise<MediaDeviceInfo[]> {
  try {
    return await inTime(navigator.mediaDevices.enumerateDevices(), TOLD);
  } catch {
    return [];
  }
}

/** The cameras by the phone's names for them, which are empty before the person has allowed one. */
export async function listLenses(): Promise<CameraLens[]> {
  const devices = await listDevices();
  return devices
    .filter((device) => device.kind === "videoinput" && device.deviceId)
    .map(({ deviceId, label }) => ({ id: deviceId, label, facing: facingByLabel(label) }));
}

/** Phones name their cameras in their own language, and tell in no other way where these look. */
export function facingByLabel(label: string): Facing | null {
  if (/back|rear|environment|rück|arrière|trasera|posteriore/i.test(label)) return "environment";
  return /front|user|facetime|avant|frontal|anteriore/i.test(label) ? "user" : null;
}

/** The person's earlier answer for a device; "ask": the browser will ask, or doesn't tell. */
export async function permission(device: Device): Promise<"granted" | "denied" | "ask"> {
  try {
    const name = device as PermissionName;
    const { state } = await inTime(navigator.permissions.query({ name }), TOLD);
    return state === "prompt" ? "ask" : state;
  } catch {
    return "ask";
  }
}

function refused(error: unknown): MediaRefused {
  if (error instanceof MediaRefused) return error;
  throw error;
}

const close = (stream: MediaStream) => stream.getTracks().forEach((track) => track.stop());

/** Opens a stream; one that comes too late for anybody is closed. */
async function ask(constraints: MediaStreamConstraints, late = close): Promise<MediaStream> {
  if (!navigator.mediaDevices?.getUserMedia) throw new TypeError("no mediaDevices");
  return inTime(navigator.mediaDevices.getUserMedia(constraints), undefined, late);
}

async function firstOf(
  device: Device,
  wanted: MediaStreamConstraints[],
  late = close,
): Promise<MediaStream> {
  let reason: DeviceProblem = "unsupported";
  for (const constraints of wanted) {
    try {
      return await ask(constraints, late);
    } catch (error) {
      reason = deviceProblem(error);
      if (["denied", "silent", "insecure", "unsupported"].includes(reason)) break;
      if (reason === "busy") await new Promise((done) => setTimeout(done, LET_GO));
    }
  }
  throw new MediaRefused(device, reason);
}

/** The reason, by https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia. */
export function deviceProblem(error: unknown): DeviceProblem {
  if (error instanceof NoAnswer) return "silent";
  const name = (error as { name?: string } | null)?.name ?? "";
  if (name === "NotAllowedError" || name === "PermissionDeniedError") return "denied";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "missing";
  if (name === "NotReadableError" || name === "AbortError") return "busy";
  return globalThis.isSecureContext === false || name === "SecurityError"
    ? "insecure"
    : "unsupported";
}

function cameraOf(stream: MediaStream): CameraTrack {
  const track = stream.getVideoTracks()[0] as MediaStreamTrack;
  const { facingMode, deviceId, width = 0, height = 0 } = track.getSettings();
  const facing = facingMode === "user" || facingMode === "environment" ? facingMode : null;
  return {
    track,
    facing: facing ?? facingByLabel(track.label),
    lens: deviceId || null,
    long: Math.max(width, height),
    short: Math.min(width, height),
  };
}
