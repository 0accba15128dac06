export type Device = "camera" | "microphone";

/**
 * Why there is no picture or no sound: she said no; there is none; another app has it; the page is
 * not served securely; this browser can't.
 */
export type Why = "denied" | "missing" | "busy" | "insecure" | "unsupported";

export class MediaRefused extends Error {
  constructor(
    readonly device: Device,
    readonly why: Why,
  ) {
    super(`${device}: ${why}`);
  }
}

export type Facing = "environment" | "user";

export interface CameraWish {
  facing?: Facing;
  /** A camera's id from `listLenses`; it outweighs `facing`. */
  lens?: string;
}

export interface CameraTrack {
  track: MediaStreamTrack;
  /** Null where the browser doesn't tell, as of a desk's webcam. */
  facing: Facing | null;
  lens: string | null;
  /** What it gives, the longer side first; less than was wanted is said in words. */
  long: number;
  short: number;
}

export interface CameraLens {
  id: string;
  label: string;
  facing: Facing | null;
}

/** 720p at 30 pictures a second, as far as the device goes: ideals never refuse. */
const SIZE: MediaTrackConstraints = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30 },
};
const VOICE: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};
/** Android gives the camera back a moment after another page or track has let go of it. */
const LET_GO = 600;

/** Tried one after the other: what is wanted, then any camera at all. */
function attempts({ facing = "environment", lens }: CameraWish): MediaTrackConstraints[] {
  const any: MediaTrackConstraints[] = [{ ...SIZE, facingMode: { ideal: facing } }, {}];
  return lens ? [{ ...SIZE, deviceId: { exact: lens } }, ...any] : any;
}

/** The rear camera if nothing else is wanted. Throws MediaRefused. */
export async function openCamera(wanted: CameraWish = {}): Promise<CameraTrack> {
  const stream = await firstOf(
    "camera",
    attempts(wanted).map((video) => ({ video })),
  );
  return cameraOf(stream);
}

/** Throws MediaRefused. */
export async function openMicrophone(id?: string): Promise<MediaStreamTrack> {
  const chosen = id ? [{ audio: { ...VOICE, deviceId: { exact: id } } }] : [];
  const stream = await firstOf("microphone", [...chosen, { audio: VOICE }, { audio: true }]);
  return stream.getAudioTracks()[0] as MediaStreamTrack;
}

export interface OpenDevices {
  camera: CameraTrack | MediaRefused;
  microphone: MediaStreamTrack | MediaRefused;
}

/** Both with one question to her; one that can't be had doesn't keep her from the other. */
export async function openBoth(wanted: CameraWish = {}): Promise<OpenDevices> {
  try {
    const stream = await ask({ video: attempts(wanted)[0] ?? true, audio: VOICE });
    return { camera: cameraOf(stream), microphone: stream.getAudioTracks()[0] as MediaStreamTrack };
  } catch (error) {
    const not = whyOf(error) === "denied" ? await saidNo() : [];
    return {
      microphone: not.includes("microphone")
        ? new MediaRefused("microphone", "denied")
        : await openMicrophone().catch(refused),
      camera: not.includes("camera")
        ? new MediaRefused("camera", "denied")
        : await openCamera(wanted).catch(refused),
    };
  }
}

/** Of the two that were asked for together; both when the browser doesn't tell which. */
async function saidNo(): Promise<Device[]> {
  const both: Device[] = ["camera", "microphone"];
  const said = await Promise.all(both.map(permission));
  return said.includes("denied") ? both.filter((_, turn) => said[turn] === "denied") : both;
}

export function isRefused<Found>(found: Found | MediaRefused): found is MediaRefused {
  return found instanceof MediaRefused;
}

/** The cameras by the names the phone gives them; without names before she has allowed one. */
export async function listLenses(): Promise<CameraLens[]> {
  const devices = (await navigator.mediaDevices?.enumerateDevices?.().catch(() => [])) ?? [];
  return devices
    .filter((device) => device.kind === "videoinput" && device.deviceId)
    .map(({ deviceId, label }) => ({ id: deviceId, label, facing: facingByLabel(label) }));
}

/** Phones name their cameras in their own language, without any other mark of where they look. */
export function facingByLabel(label: string): Facing | null {
  if (/back|rear|environment|rück|arrière|trasera|posteriore/i.test(label)) return "environment";
  return /front|user|facetime|avant|frontal|anteriore/i.test(label) ? "user" : null;
}

type Torchable = MediaTrackCapabilities & { torch?: boolean };

export function canTorch(track: MediaStreamTrack): boolean {
  return (track.getCapabilities?.() as Torchable | undefined)?.torch === true;
}

/** Whether it did what it was told. */
export async function setTorch(track: MediaStreamTrack, on: boolean): Promise<boolean> {
  if (!canTorch(track)) return false;
  try {
    await track.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] });
    return true;
  } catch {
    return false;
  }
}

/** Where she has said yes or no already; "ask": the browser will ask, or doesn't tell. */
export async function permission(device: Device): Promise<"granted" | "denied" | "ask"> {
  try {
    const name = device as PermissionName;
    const { state } = await navigator.permissions.query({ name });
    return state === "prompt" ? "ask" : state;
  } catch {
    return "ask";
  }
}

function refused(error: unknown): MediaRefused {
  if (error instanceof MediaRefused) return error;
  throw error;
}

async function ask(constraints: MediaStreamConstraints): Promise<MediaStream> {
  if (!navigator.mediaDevices?.getUserMedia) throw new TypeError("no mediaDevices");
  return navigator.mediaDevices.getUserMedia(constraints);
}

async function firstOf(device: Device, wanted: MediaStreamConstraints[]): Promise<MediaStream> {
  let why: Why = "unsupported";
  for (const constraints of wanted) {
    try {
      return await ask(constraints);
    } catch (error) {
      why = whyOf(error);
      if (["denied", "insecure", "unsupported"].includes(why)) break;
      if (why === "busy") await new Promise((done) => setTimeout(done, LET_GO));
    }
  }
  throw new MediaRefused(device, why);
}

/** https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia names them. */
export function whyOf(error: unknown): Why {
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
