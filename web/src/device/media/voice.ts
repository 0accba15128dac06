import type { MediaType } from "../../protocol/net/wire";
import { openMicrophone } from "./user-media";

/** Seconds: nobody listens to a longer message. */
export const LONGEST = 60;

/**
 * The browser's first of these formats is recorded; a phone's own player is not needed to hear it.
 */
const KINDS: [recorded: string, kept: MediaType][] = [
  ["audio/webm;codecs=opus", "audio/webm"],
  ["audio/mp4", "audio/mp4"],
  ["audio/ogg;codecs=opus", "audio/ogg"],
];
/** A bitrate that is clear in Opus, and small enough for a network that carries no picture. */
const BITS = 24_000;
const LAST_WORDS = 1000;
/** Seconds; a shorter recording is a slip of the finger. */
const SHORTEST = 0.5;

export interface VoiceRecording {
  blob: Blob;
  media_type: MediaType;
  seconds: number;
}

function kindHere(): (typeof KINDS)[number] | undefined {
  if (!("MediaRecorder" in globalThis)) return undefined;
  return KINDS.find(([recorded]) => MediaRecorder.isTypeSupported(recorded));
}

export const canSpeak = () => kindHere() !== undefined;

/** Records a voice note, from now until it is stopped. */
export class VoiceRecorder {
  /** Called each second with the recording so far. */
  onPart: (spoken: VoiceRecording) => void = () => {};
  /** The whole recording; null when there was nothing worth keeping. */
  readonly done: Promise<VoiceRecording | null>;
  private readonly began = performance.now();
  private readonly recorder: MediaRecorder;
  private readonly loudness: LoudnessMeter;

  constructor(
    private readonly track: MediaStreamTrack,
    [recorded, media_type]: (typeof KINDS)[number],
  ) {
    const stream = new MediaStream([track]);
    this.recorder = new MediaRecorder(stream, { mimeType: recorded, audioBitsPerSecond: BITS });
    this.loudness = new LoudnessMeter(stream);
    this.done = this.collected(media_type);
    // A part each second: no more is lost when the phone kills the page.
    this.recorder.start(1000);
  }

  /** The loudness just now, 0 to 1. */
  get level(): number {
    return this.loudness.level;
  }

  get seconds(): number {
    return Math.min((performance.now() - this.began) / 1000, LONGEST);
  }

  /** Stop recording; the recording comes by `done`. */
  stop = (): void => {
    if (this.recorder.state !== "inactive") this.recorder.stop();
  };

  private async collected(media_type: MediaType): Promise<VoiceRecording | null> {
    const parts: Blob[] = [];
    const whole = (): VoiceRecording => ({
      ...{ blob: new Blob(parts, { type: media_type }), media_type },
      seconds: this.seconds,
    });
    this.recorder.ondataavailable = ({ data }) => {
      if (data.size > 0) parts.push(data);
      if (this.recorder.state === "recording") this.onPart(whole());
    };
    const full = setTimeout(this.stop, LONGEST * 1000);
    // A phone takes the microphone from a page behind: the recording until then is kept.
    const hidden = () => document.visibilityState === "hidden" && this.stop();
    document.addEventListener("visibilitychange", hidden);
    await new Promise<void>((stopped) => {
      this.recorder.onstop = () => stopped();
      // After an error the rest of the data comes, and then the stop.
      this.recorder.onerror = () => setTimeout(stopped, LAST_WORDS);
    });
    const recording = whole();
    clearTimeout(full);
    document.removeEventListener("visibilitychange", hidden);
    this.loudness.close();
    this.track.stop();
    return recording.seconds >= SHORTEST && recording.blob.size > 0 ? recording : null;
  }
}

/** Measures loudness. Where the browser can't, it reports silence, and recording goes on. */
class LoudnessMeter {
  private readonly wave = new Float32Array(1024);
  private context: AudioContext | null = null;
  private meter: AnalyserNode | null = null;

  constructor(stream: MediaStream) {
    try {
      this.context = new AudioContext();
      this.meter = this.context.createAnalyser();
      this.context.createMediaStreamSource(stream).connect(this.meter);
    } catch {
      this.close();
    }
  }

  get level(): number {
    this.meter?.getFloatTimeDomainData(this.wave);
    const power = this.wave.reduce((sum, each) => sum + each * each, 0) / this.wave.length;
    // The scale goes from a quiet room at -50 dB to a shout at -10 dB.
    const decibels = 10 * Math.log10(power + 1e-9);
    return Math.min(Math.max((decibels + 50) / 40, 0), 1);
  }

  close(): void {
    void this.context?.close().catch(() => {});
    this.context = this.meter = null;
  }
}

/**
 * Begin to record. In a call the microphone is open already, and is recorded here also while it is
 * muted there. Throws MediaRefused.
 */
export async function speak(open: MediaStreamTrack | null): Promise<VoiceRecorder> {
  const kind = kindHere();
  if (!kind) throw new Error("no recorder");
  const own = open?.readyState === "live" ? open.clone() : await openMicrophone();
  own.enabled = true;
  try {
    return new VoiceRecorder(own, kind);
  } catch (error) {
    own.stop();
    throw error;
  }
}
