import { effect, signal, untracked, type ReadonlySignal } from "@preact/signals-core";
import { ApiError } from "../net/client";
import type { Status } from "../net/live";
import type { Kept } from "./kept";

export interface KeptValuePorts<Value> {
  /** The value as the phone keeps it; null where it keeps none. */
  read: () => Promise<Kept<Value> | null>;
  fetch: () => Promise<Value>;
  keep: (value: Value, at: number) => void;
  /** Milliseconds by the server's clock. */
  now: () => number;
  /** When the server was last heard on the connection that tells of changes, by its clock. */
  lastHeard: () => number | null;
}

/**
 * A value that is there at once, as it was kept, and is refreshed behind. Nothing of it waits for a
 * network that refuses or hangs.
 */
export class KeptValue<Value> {
  readonly value = signal<Value | null>(null);
  /** Why the last fetch brought nothing; null after one that did. */
  readonly problem = signal<ApiError | null>(null);
  /** The time at which the value held, by the server's clock; null while there is none. */
  readonly at = signal<number | null>(null);
  /** Whether the value is the last answer, no other is on its way, and it holds still. */
  readonly current = signal(false);
  private turn = 0;

  constructor(private readonly ports: KeptValuePorts<Value>) {}

  /** Show what is kept, unless the answer is faster, and fetch. */
  async begin(): Promise<void> {
    const fetching = this.reload();
    const kept = await this.ports.read().catch(() => null);
    if (kept && this.value.peek() === null) this.show(kept.value, kept.at);
    await fetching;
  }

  /** Fetch again; an answer that comes after a later one is dropped. */
  readonly reload = async (): Promise<void> => {
    this.doubt();
    const turn = ++this.turn;
    try {
      const value = await this.ports.fetch();
      if (turn !== this.turn) return;
      this.problem.value = null;
      this.set(value);
      this.current.value = true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (turn === this.turn) this.problem.value = error;
    }
  };

  readonly set = (value: Value): void => {
    const at = this.ports.now();
    this.show(value, at);
    this.ports.keep(value, at);
  };

  /** Follow the connection that tells of changes, until the returned function is called. */
  follow(status: ReadonlySignal<Status>): () => void {
    let before = status.peek().kind;
    return effect(() => {
      const { kind } = status.value;
      if (before === "live" && kind !== "live") untracked(() => this.doubt());
      // Nobody has told what changed before the connection was back.
      if (before === "reconnecting" && kind === "live") this.current.value = false;
      before = kind;
    });
  }

  /** Drop answers that are still to come. */
  end(): void {
    this.doubt();
    this.turn++;
  }

  /**
   * The value may hold no longer. Until the server was last heard it did, since a change would have
   * been told.
   */
  private doubt(): void {
    const [value, at, heard] = [this.value.peek(), this.at.peek(), this.ports.lastHeard()];
    const held = this.current.peek() && value !== null && heard !== null && heard > (at ?? 0);
    this.current.value = false;
    if (!held) return;
    this.show(value, heard);
    this.ports.keep(value, heard);
  }

  private show(value: Value, at: number): void {
    this.value.value = value;
    this.at.value = at;
  }
}
