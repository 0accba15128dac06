import { signal } from "@preact/signals";

/** So many places, and those who wait for one in the order in which they came. */
export class FramePlaces {
  private readonly waiting: (() => void)[] = [];
  /** Whether whoever comes now has to wait. */
  readonly full = signal(false);

  constructor(private free: number) {}

  /** Resolves with a place, at once where one is free. */
  async take(): Promise<void> {
    if (this.free > 0) this.full.value = --this.free === 0;
    else await new Promise<void>((go) => this.waiting.push(go));
  }

  /** Leave the place, to whoever waits first. */
  leave(): void {
    const next = this.waiting.shift();
    if (next) next();
    else {
      this.free++;
      this.full.value = false;
    }
  }

  /** Resolves when everybody who waits now has had a place, and one is free. */
  async freed(): Promise<void> {
    await this.take();
    this.leave();
  }
}
