import type { Connections } from "./connection/connections";
import type { RemoteParticipants } from "./remote-participants";
import type { PhonePower, Sending } from "./sending/sending";
import type { StateData } from "../net/wire";

/** What of a call this page's own signs reach, and what they are filled in from. */
interface OwnSignsPorts {
  people: RemoteParticipants;
  connections: Connections;
  sending: Sending;
}

/** What this page tells the others of itself: its state, and how strong its phone is. */
export class OwnSigns {
  private state: StateData | null = null;
  private battery: PhonePower["battery"] = null;
  /** The power as it was told last; null while there was nothing to tell. */
  private told: string | null = null;

  constructor(private readonly ports: OwnSignsPorts) {
    ports.sending.sends.subscribe(() => this.tellState());
    ports.sending.lowered.subscribe(() => this.tellPower());
  }

  show(state: StateData): void {
    this.state = state;
    this.tellState();
  }

  showBattery(battery: PhonePower["battery"]): void {
    this.battery = battery;
    this.tellPower();
  }

  /** Tell everything again, to somebody who has come. */
  repeat(): void {
    this.tellState();
    if (this.told !== null) this.tellPower(true);
  }

  private tellState(): void {
    const { people, connections, sending } = this.ports;
    if (!this.state) return;
    // A page that was opened before an upgrade reads `why`; without it, it takes the camera for paused.
    const state = { ...this.state, sends: sending.sends.peek(), why: this.state.reason };
    people.tellAll("state", state);
    connections.tellNode("state", state);
  }

  private tellPower(again = false): void {
    const power = { battery: this.battery, lowered: this.ports.sending.lowered.peek() };
    const words = JSON.stringify(power);
    const silent = this.told === null && !power.battery && !power.lowered;
    if (silent || (words === this.told && !again)) return;
    this.told = words;
    this.ports.people.tellAll("power", power);
  }
}
