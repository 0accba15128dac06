import { Listeners } from "./listeners";

/**
 * Why the server does not take what this page sends: a message is `too_large`, or there are
 * `too_many`. Each is told once, however often it happens.
 */
export class SocketRefusals {
  private readonly listeners = new Listeners<[code: string]>();
  private readonly codes = new Set<string>();

  add(handler: (code: string) => void): () => void {
    return this.listeners.add(handler);
  }

  tell(code: string): void {
    if (this.codes.has(code)) return;
    this.codes.add(code);
    this.listeners.tell(code);
  }
}
