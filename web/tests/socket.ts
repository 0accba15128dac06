import type { SocketLike } from "../src/protocol/net/live";

/** The server's end of a socket, which the test works. */
export class Socket implements SocketLike {
  connected = false;
  active = true;
  handlers = new Map<string, (...data: never[]) => void>();
  sent: unknown[][] = [];
  /** The beats that ask for an answer, and whether the far end gives one. */
  asked: (() => void)[] = [];
  answers = true;
  on(name: string, handler: (...data: never[]) => void) {
    this.handlers.set(name, handler);
  }
  emit(...data: unknown[]) {
    const [name, answered] = data;
    if (name !== "beat" || typeof answered !== "function") return void this.sent.push(data);
    this.asked.push(answered as () => void);
    if (this.answers && this.connected) answered();
  }
  connect() {
    this.connected = true;
    this.say("connect");
  }
  disconnect() {
    this.connected = false;
  }
  say(name: string, ...data: unknown[]) {
    this.handlers.get(name)?.(...(data as never[]));
  }
  drop() {
    this.connected = false;
    this.say("disconnect");
  }
  acknowledge(seq: number) {
    this.answer("follow", { ok: true, seq });
  }
  /** Answer the last message of this name that waits for one. */
  answer(message: string, ack: object) {
    const asked = this.sent.findLast(([name]) => name === message);
    if (!asked) throw new Error(`no ${message} was sent`);
    (asked[2] as (ack: object) => void)(ack);
  }
}
