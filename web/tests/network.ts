import { FakeConnection } from "./rtc";

/** The network between all pages and nodes of a test, with every connection made in it. */
export class Network {
  up = true;
  /** The path that getStats reports for all: milliseconds, kilobits a second, a part of one. */
  rtt = 42;
  available: number | null = 5000;
  losing = 0;
  encoding: number | null = null;
  limitation = "none";
  /** Milliseconds from a path to its first picture. */
  firstFrame = 100;
  readonly connections: FakeConnection[] = [];
  /** The connections among them that replaced one whose path was lost. */
  readonly anew: FakeConnection[] = [];
  private count = 0;

  connect = (config: RTCConfiguration, anew = false): RTCPeerConnection => {
    const connection = new FakeConnection(this, config);
    this.connections.push(connection);
    if (anew) this.anew.push(connection);
    return connection as unknown as RTCPeerConnection;
  };

  next(): string {
    return `u${++this.count}`;
  }

  /** Break the path of every connection; `settle` finds new ones. */
  cut(): void {
    this.up = false;
    for (const each of this.connections)
      if (each.connectionState === "connected") each.become("disconnected");
  }

  settle(): void {
    if (!this.up) return;
    for (const one of this.connections) {
      const other = this.connections.find(
        (each) => each !== one && one.fits(each) && each.fits(one),
      );
      if (other && one.connectionState !== "connected") one.become("connected");
    }
  }
}
