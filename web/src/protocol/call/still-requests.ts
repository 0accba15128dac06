import type { Peer } from "./peer";
import { phoneOf } from "../job/session";
import type { JobDocument, Still } from "../net/wire";

/**
 * Milliseconds that a phone has which can take the photo: also one without `takePhoto` then gives a
 * frame of its camera's full size, sharper than what the video has of it.
 */
export const PATIENCE = 4000;

interface CallFacts {
  document: JobDocument;
  session: string;
  /** Who has this page: she asks for the stills that she wants, and for nobody else's. */
  person: string;
  peers: Peer[];
}

/** The stills that no phone has answered, asked for out of the video: each once. */
export class StillRequests {
  private readonly asked = new Set<string>();

  /** `ask`: whether it went. */
  constructor(private readonly ask: (still: string) => boolean) {}

  /** To be called with what is known, again at every change and about every second. */
  look(known: CallFacts, at: number): void {
    for (const still of Object.values(known.document.stills)) {
      if (!this.asked.has(still.id) && due(still, known, at) && this.ask(still.id))
        this.asked.add(still.id);
    }
  }
}

function due(still: Still, { document, session, person, peers }: CallFacts, at: number): boolean {
  const hers = still.session_id === session && still.requested_by.id === person;
  if (!hers || still.state !== "pending" || document.evidence[still.id]) return false;
  if (at >= Date.parse(still.expires_at)) return false;
  const held = document.sessions[session];
  const seat = held && phoneOf(still, held);
  const phone = peers.find((peer) => peer.participant === seat?.id);
  return unable(phone) || at - Date.parse(still.requested_at) >= PATIENCE;
}

/**
 * Whether nothing is to be hoped for from this phone in the next seconds: its page is away, it says
 * why its camera is, or its network carries no video, and a photo is larger than that.
 */
function unable(phone: Peer | undefined): boolean {
  if (!phone?.present) return true;
  return phone.shown !== null && (phone.shown.why !== null || phone.shown.sends === "stills");
}
