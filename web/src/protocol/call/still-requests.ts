import type { Peer } from "./peer";
import { phoneOf } from "../job/session";
import type { JobDocument, Still } from "../net/wire";

/**
 * Milliseconds that a phone has to take the photo itself: even without `takePhoto` it gives a frame
 * of its camera's full size, which is sharper than the video's.
 */
export const PATIENCE = 4000;

interface CallFacts {
  document: JobDocument;
  session: string;
  /** The person at this page, who asks a node only for the stills that she has requested. */
  person: string;
  peers: Peer[];
}

/**
 * Asks the node, once each, for the stills that no phone has answered: it takes them from the
 * video.
 */
export class StillRequests {
  private readonly requests = new Set<string>();

  /** `ask` returns whether the request went. */
  constructor(private readonly ask: (still: string) => boolean) {}

  /** Called with the facts of the call at every change, and about every second. */
  look(facts: CallFacts, at: number): void {
    for (const still of Object.values(facts.document.stills)) {
      if (!this.requests.has(still.id) && due(still, facts, at) && this.ask(still.id))
        this.requests.add(still.id);
    }
  }
}

function due(still: Still, { document, session, person, peers }: CallFacts, at: number): boolean {
  const hers = still.session_id === session && still.requested_by.id === person;
  if (!hers || still.state !== "pending" || document.evidence[still.id]) return false;
  if (at >= Date.parse(still.expires_at)) return false;
  const own = document.sessions[session];
  const seat = own && phoneOf(still, own);
  const phone = peers.find((peer) => peer.participant === seat?.id);
  return unable(phone) || at - Date.parse(still.requested_at) >= PATIENCE;
}

/**
 * Whether this phone can't answer in the next seconds: its page or its camera is away, or its
 * network carries no video, than which a photo is larger.
 */
function unable(phone: Peer | undefined): boolean {
  if (!phone?.present) return true;
  return phone.device !== null && (phone.device.reason !== null || phone.device.sends === "stills");
}
