/** Milliseconds after which a shutter that is held takes one picture after the other. */
const HELD = 450;
/** Milliseconds from one picture of a burst to the next at least. */
const APART = 250;

const pause = (milliseconds: number) => new Promise<void>((go) => setTimeout(go, milliseconds));

/** A press takes a picture at once; a shutter that is held down goes on until it is let go of. */
export class Shutter {
  private held = false;
  private presses = 0;

  /** `shoot` resolves once the next picture may be taken. */
  constructor(private readonly shoot: (burst: boolean) => Promise<void>) {}

  press = (): void => {
    if (this.held) return;
    this.held = true;
    void this.work(++this.presses);
  };

  release = (): void => {
    this.held = false;
  };

  private async work(press: number): Promise<void> {
    await Promise.all([this.shoot(false), pause(HELD)]);
    while (this.held && press === this.presses) {
      await Promise.all([this.shoot(true), pause(APART)]);
    }
  }
}
