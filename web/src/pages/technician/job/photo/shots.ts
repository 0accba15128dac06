import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { draftName, outbox } from "../../../../app/outbox";
import { self } from "../../../../app/own";
import { seenOf } from "../../../../app/use-job";
import { buzz } from "../../../../device/browser";
import { pictureType } from "../../../../device/files";
import { holdName } from "../../../../device/tabs";
import { deviceTime } from "../../../../protocol/instants";
import { newId } from "../../../../protocol/net/ids";
import type { OutboxItem, WholeFile } from "../../../../protocol/outbox/entries";
import type { CaptureFacts, Phase } from "../../../../protocol/net/wire";
import { onlyHereWords } from "../OutboxLine";
import { FramePlaces } from "./places";
import { shotState, type ShotState } from "./shot-state";

/** A photo that was taken since the viewfinder was opened. */
export interface Shot {
  id: string;
  /** The address of its picture; null until there is one. */
  preview: string | null;
  /** The camera gave no picture. */
  failed: boolean;
}

/** One frame of the camera, of which pictures are made. */
export interface Frame {
  /** A picture that is quick to make and to keep. */
  first: () => Promise<Blob>;
  /** All pixels of the frame, or the camera's own photo of that moment. */
  whole: () => Promise<Blob>;
  /** What EXIF would say of it. */
  capture?: CaptureFacts;
}

/** The most frames in memory, in which each rests with all its pixels: some 50 MB. */
const FRAMES = 3;

/** How often a frame is asked for, and the milliseconds between. */
const TRIES = 8;
const NEXT_FRAME = 60;

/** Milliseconds after which a page is taken for painted: one behind another app paints nothing. */
const PAINTED = 200;

const painted = () =>
  new Promise<void>((go) => {
    requestAnimationFrame(() => setTimeout(go));
    setTimeout(go, PAINTED);
  });

/** Takes photos, and keeps each twice: a small one at once, then the whole in its place. */
export class ShotTaker {
  /** The newest first. */
  readonly shots = signal<Shot[]>([]);
  /** How many were taken, the discarded ones as well. */
  readonly taken = signal(0);
  private making: Promise<void> = Promise.resolve();
  /** The memory for frames: while it is full, a press waits. */
  readonly frames = new FramePlaces(FRAMES);
  private readonly previews: string[] = [];
  private closed = false;

  constructor(
    private readonly job: string,
    private readonly phase: Phase,
  ) {}

  /**
   * Take a photo; `look` copies what the camera shows when there is memory for it, which is at once
   * unless presses come quicker than pictures are made. Resolves once the first picture is kept, or
   * is not, and another one may be taken.
   */
  async take(look: () => Frame): Promise<void> {
    // Somebody else may be signed in by the time at which the picture is made.
    const [owner, seen] = [self(), seenOf(this.job)];
    await this.frames.take();
    const shot: Shot = { id: newId(), preview: null, failed: false };
    this.shots.value = [shot, ...this.shots.value.filter(({ failed }) => !failed)];
    this.taken.value++;
    const letGo = holdName(draftName(shot.id));
    try {
      const [frame, captured_at] = await looked(look);
      const numbered = outbox.number();
      const blob = await frame.first();
      this.show(shot.id, blob);
      await outbox.add({
        ...({ kind: "photo", id: shot.id, owner, job: this.job } as const),
        ...({ phase: this.phase, audience: "client", caption: "", name: "" } as const),
        ...({ blob, media_type: "image/jpeg", captured_at, seen } as const),
        ...({ sequence: await numbered, draft: true } as const),
        ...(frame.capture && { capture: frame.capture }),
      });
      buzz();
      this.complete(shot.id, frame, letGo);
    } catch {
      this.change(shot.id, { failed: true });
      this.frames.leave();
      (await letGo)?.();
    }
    await this.frames.freed();
  }

  /** Make whole pictures one after the other: each needs the processor for itself. */
  private complete(id: string, frame: Frame, letGo: ReturnType<typeof holdName>): void {
    this.making = this.making.then(async () => {
      await painted();
      const whole = await wholeOf(frame);
      this.frames.leave();
      await outbox.complete(id, whole);
      (await letGo)?.();
    });
  }

  /** Where each shot is, in the order of `shots`. */
  states(): ShotState[] {
    return this.shots.value.map((shot) => shotState(shot.failed, itemOf(shot)));
  }

  /** What threatens the shots that this device did not keep; "" for none. */
  danger(): string {
    return onlyHereWords(this.shots.value.map(itemOf).filter((item) => item !== undefined));
  }

  /** Throw a shot away. Returns a function that puts it back; null when it is stored already. */
  discard(shot: Shot): (() => void) | null {
    const putBack = shot.failed ? () => Promise.resolve() : outbox.discard(shot.id);
    if (!putBack) return null;
    const before = this.shots.value;
    this.shots.value = before.filter(({ id }) => id !== shot.id);
    return () => {
      this.shots.value = [shot, ...this.shots.value];
      void putBack();
    };
  }

  private show(id: string, picture: Blob): void {
    if (this.closed) return;
    const preview = URL.createObjectURL(picture);
    this.previews.push(preview);
    this.change(id, { preview });
  }

  private change(id: string, change: Partial<Shot>): void {
    this.shots.value = this.shots.value.map((shot) =>
      shot.id === id ? { ...shot, ...change } : shot,
    );
  }

  /** Forget the previews, of discarded shots as well. Whole pictures that are still to be made are made all the same. */
  close(): void {
    this.closed = true;
    for (const preview of this.previews) URL.revokeObjectURL(preview);
  }
}

/** The frame and its time. A camera that is just changing gives the next frame a moment later. */
async function looked(look: () => Frame): Promise<[Frame, string]> {
  for (let tries = 1; ; tries++) {
    try {
      return [look(), deviceTime()];
    } catch (error) {
      if (tries === TRIES) throw error;
      await new Promise((go) => setTimeout(go, NEXT_FRAME));
    }
  }
}

const itemOf = ({ id }: Shot): OutboxItem | undefined =>
  outbox.items.value.find(({ entry }) => entry.id === id);

/** Null where no whole picture can be had. */
async function wholeOf(frame: Frame): Promise<WholeFile | null> {
  try {
    const blob = await frame.whole();
    const media_type = await pictureType(blob);
    return media_type && { blob, media_type };
  } catch {
    return null;
  }
}

export function useShots(job: string, phase: Phase): ShotTaker {
  const [taker] = useState(() => new ShotTaker(job, phase));
  useEffect(() => () => taker.close(), []);
  return taker;
}
