import type { Addressee, SignalKind } from "../net/signalling";
import type { Peer } from "./peer";
import { RemoteParticipant, type RemoteParticipantPorts } from "./remote-participant";
import type { PhotoRule, Pointer, Seated } from "../net/wire";

/** What all remote participants together need of the call around them. */
export interface RemoteParticipantsPorts extends RemoteParticipantPorts {
  send(to: Addressee, kind: SignalKind, data: unknown): boolean;
  /** The participant has no seat any more. */
  left(person: RemoteParticipant): void;
}

/**
 * The other participants of a session without the nodes, and how signals reach each by the server.
 */
export class RemoteParticipants {
  private readonly byId = new Map<string, RemoteParticipant>();

  constructor(private readonly ports: RemoteParticipantsPorts) {}

  get(id: string): RemoteParticipant | undefined {
    return this.byId.get(id);
  }

  all(): RemoteParticipant[] {
    return [...this.byId.values()];
  }

  /**
   * Take the topology's participants; `watched`: by stills, without a connection; `rule`: what the
   * site allows of the pictures of those who are there.
   */
  seat(others: Seated[], watched: boolean, rule: PhotoRule): void {
    const ids = new Set(others.map((who) => who.id));
    for (const [id, person] of this.byId) {
      if (ids.has(id)) continue;
      this.ports.left(person);
      person.forget();
      this.byId.delete(id);
    }
    for (const who of others) {
      const person = this.byId.get(who.id) ?? new RemoteParticipant(who, this.ports);
      person.watched = watched;
      person.photoRule = who.role === "expert" ? "allowed" : rule;
      person.update(who);
      this.byId.set(who.id, person);
    }
  }

  /** Returns whether the signal went to anybody. */
  tellAll(kind: SignalKind, data: unknown): boolean {
    return this.all()
      .map((person) => this.tell(person, kind, data))
      .includes(true);
  }

  /** Point by the data channel where one is open, which spares the server; else by the server. */
  point(at: Pointer | null): void {
    for (const person of this.all()) {
      if (!person.link?.point(at)) this.tell(person, "pointer", at);
    }
  }

  settle(): void {
    for (const person of this.all()) person.settle();
  }

  drawn(): Peer[] {
    return this.all().map((person) => person.drawn());
  }

  forget(): void {
    for (const person of this.all()) person.forget();
  }

  private tell(person: RemoteParticipant, kind: SignalKind, data: unknown): boolean {
    const { page, who } = person;
    return page !== null && this.ports.send({ participant: who.id, page }, kind, data);
  }
}
