import type {
  Addressee,
  CallSignalling,
  SignalKind,
  SignallingHandlers,
  Watch,
} from "../net/signalling";

/** This page's place in a session, as the server relays signals to it. */
export class Attendance {
  /** How many times the page has entered under a new name. */
  restarts = 0;
  private name: string;
  private exit: () => void = () => {};

  constructor(
    private readonly signalling: CallSignalling,
    private readonly session: string,
    private readonly page: string,
    private readonly handlers: SignallingHandlers,
  ) {
    this.name = page;
  }

  enter(watch: Watch): void {
    this.exit = this.signalling.enter(this.session, this.name, this.handlers, watch);
  }

  /** Enter under a new name: to the others it is another page, to which they connect anew. */
  restart(watch: Watch): void {
    this.restarts++;
    this.name = `${this.page}-${this.restarts}`;
    this.enter(watch);
  }

  leave(): void {
    this.exit();
  }

  send(to: Addressee, kind: SignalKind, data: unknown): boolean {
    return this.signalling.signal(this.session, to, kind, data);
  }
}
