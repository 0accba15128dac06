import type { SocketLike } from "../src/protocol/net/live";

/** The socket's own side of the wire, worked by the test. */
export class Socket implements SocketLike {
  connected = false;
  active = true;
  handlers = new Map<string, (...data: never[]) => void>();
  sent: unknown[][] = [];
  /** Beats that ask for an answer, and whether the far end gives it. */
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
  /** To the last message of this name that waits for an answer. */
  answer(message: string, ack: object) {
    const asked = this.sent.findLast(([name]) => name === message);
    if (!asked) throw new Error(`no ${message} was sent`);
    (asked[2] as (ack: object) => void)(ack);
  }
}
