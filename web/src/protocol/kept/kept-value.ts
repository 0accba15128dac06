import { signal } from "@preact/signals-core";
import { ApiError } from "../net/client";
import type { Kept } from "./kept";

export interface KeptValuePorts<Value> {
  /** The value as the phone keeps it; null where it keeps none. */
  read: () => Promise<Kept<Value> | null>;
  fetch: () => Promise<Value>;
  keep: (value: Value, at: number) => void;
  /** Milliseconds by the server's clock. */
  now: () => number;
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
  private turn = 0;
  private answered = false;

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
    const turn = ++this.turn;
    try {
      const value = await this.ports.fetch();
      if (turn !== this.turn) return;
      this.answered = true;
      this.problem.value = null;
      this.set(value);
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

  /** Whether the last answer that was asked for has come. */
  isCurrent(): boolean {
    return this.answered && this.problem.peek() === null;
  }

  /** What the server gave holds until now: a change of it would have been told. */
  holds(): void {
    const value = this.value.peek();
    if (value !== null && this.isCurrent()) this.set(value);
  }

  /** Drop answers that are still to come. */
  end(): void {
    this.turn++;
  }

  private show(value: Value, at: number): void {
    this.value.value = value;
    this.at.value = at;
  }
}
