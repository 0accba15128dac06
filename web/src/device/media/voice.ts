import type { MediaType } from "../../protocol/net/wire";
import { openMicrophone } from "./user-media";

/** Seconds: as long as anybody listens to a message. */
export const LONGEST = 60;

/** Of what a browser can record the first; a phone's own player is not needed to hear it. */
const KINDS: [recorded: string, kept: MediaType][] = [
  ["audio/webm;codecs=opus", "audio/webm"],
  ["audio/mp4", "audio/mp4"],
  ["audio/ogg;codecs=opus", "audio/ogg"],
];
/** A voice in Opus is clear with it, and a minute of it goes through a network that carries no picture. */
const BITS = 24_000;
const LAST_WORDS = 1000;
/** Shorter is a slip of the finger. */
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

/** What she says, from now until it is stopped. */
export class VoiceRecorder {
  /** Told by the second what was said so far. */
  onPart: (spoken: VoiceRecording) => void = () => {};
  /** Null: there was nothing worth keeping. */
  readonly done: Promise<VoiceRecording | null>;
  private readonly began = performance.now();
  private readonly recorder: MediaRecorder;
  private readonly ear: Ear;

  constructor(
    private readonly track: MediaStreamTrack,
    [recorded, media_type]: (typeof KINDS)[number],
  ) {
    const stream = new MediaStream([track]);
    this.recorder = new MediaRecorder(stream, { mimeType: recorded, audioBitsPerSecond: BITS });
    this.ear = new Ear(stream);
    this.done = this.collected(media_type);
    // By the second: no more is lost when the phone kills the page.
    this.recorder.start(1000);
  }

  /** 0..1, as loud as it is just now. */
  get level(): number {
    return this.ear.level;
  }

  get seconds(): number {
    return Math.min((performance.now() - this.began) / 1000, LONGEST);
  }

  /** The rest comes by `done`. */
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
    // A phone takes the microphone from a page that is not in front: what was said until then is kept.
    const hidden = () => document.visibilityState === "hidden" && this.stop();
    document.addEventListener("visibilitychange", hidden);
    await new Promise<void>((stopped) => {
      this.recorder.onstop = () => stopped();
      // What it has comes after that, and then its end.
      this.recorder.onerror = () => setTimeout(stopped, LAST_WORDS);
    });
    const said = whole();
    clearTimeout(full);
    document.removeEventListener("visibilitychange", hidden);
    this.ear.close();
    this.track.stop();
    return said.seconds >= SHORTEST && said.blob.size > 0 ? said : null;
  }
}

/** How loud it is. Where the browser can't tell, it is silent, and recording goes on. */
class Ear {
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
    // From a quiet room at -50 dB to a shout at -10 dB.
    const decibels = 10 * Math.log10(power + 1e-9);
    return Math.min(Math.max((decibels + 50) / 40, 0), 1);
  }

  close(): void {
    void this.context?.close().catch(() => {});
    this.context = this.meter = null;
  }
}

/**
 * Begin. In a call her microphone is open already, and is heard here also while she is muted there.
 * Throws MediaRefused.
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
