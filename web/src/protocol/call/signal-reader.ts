import type { CallState } from "./call-state";
import type { Connections } from "./connection/connections";
import type { NodeLink, NodeOffer } from "./connection/node";
import type { RemoteParticipants } from "./remote-participants";
import type { Sending } from "./sending/sending";
import type { Ask, Flow, LegName, Power, Relayed, StateData, StillSeen, Stored } from "../net/wire";

/** The parts of a call that relayed signals reach. */
export interface SignalReaderPorts {
  /** This page's own participant. */
  me: string;
  people: RemoteParticipants;
  connections: Connections;
  sending: Sending;
  state: CallState;
  /** Something that is shown of a peer has changed. */
  changed(): void;
}

/** Reads the signals that the server relays from the peers' pages and from nodes. */
export class SignalReader {
  constructor(private readonly ports: SignalReaderPorts) {}

  read(signal: Relayed): void {
    const node = this.ports.connections.nodeOf(signal.from, signal.page);
    if (node) this.readNode(node, signal);
    else this.readPeer(signal);
  }

  private readPeer({ from, page, kind, data }: Relayed): void {
    const person = this.ports.people.get(from);
    // The sender has left the session, or has another page by now.
    if (!person || person.page !== page) return;
    if (kind === "state") {
      person.device = readState(data as SentState | null);
      this.ports.changed();
    } else if (kind === "power") {
      person.power = data as Power;
      this.ports.changed();
    } else if (kind === "ask") {
      if (person.who.role === "expert") this.readAsk(data as Ask);
    } else if (kind === "pointer") {
      person.hearPointer(data);
    } else if (person.link?.page === page) {
      void person.link.receive(kind, data);
    }
  }

  private readAsk(ask: Ask): void {
    if (ask.what === "still") this.ports.sending.shoot();
    this.ports.state.lastAsk.value = { ...ask };
  }

  private readNode(node: NodeLink, { kind, data }: Relayed): void {
    const { people, connections, sending, state } = this.ports;
    if (kind === "retired") return node.retired((data as LegName).leg);
    if (kind === "still") return people.get((data as StillSeen).of)?.hearStill(data as StillSeen);
    if (!connections.isCurrent(node)) return;
    if (kind === "offer") this.readOffer(node, data as NodeOffer);
    else if (kind === "flow") this.readFlow(data as Flow);
    else if (kind === "stored") state.recordingStored.value = data as Stored;
    else if (kind === "rate") sending.heed(data);
  }

  private readOffer(node: NodeLink, { leg, of, sdp }: NodeOffer): void {
    const wanted = this.ports.people.get(of) && this.ports.state.watching.peek() === "live";
    if (wanted || of === this.ports.me) void node.offer(leg, of, sdp);
  }

  private readFlow(flow: Flow): void {
    const { audio, video } = flow;
    if (flow.of === this.ports.me) this.ports.state.flow.value = { audio, video };
    else this.ports.people.get(flow.of)?.hearFlow(flow);
  }
}

/** The state as pages tell it: `why` is the reason for pages of the version before this one. */
type SentState = Omit<StateData, "reason"> & {
  reason?: StateData["reason"];
  why: StateData["reason"];
};

function readState(data: SentState | null): StateData | null {
  if (data === null) return null;
  const { why, reason = why, ...same } = data;
  return { ...same, reason };
}
