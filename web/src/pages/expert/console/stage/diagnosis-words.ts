import { useRef } from "preact/hooks";
import { live } from "../../../../app/state";
import type { Peer } from "../../../../protocol/call/peer";
import {
  diagnose,
  missing,
  nothingMissing,
  type Diagnosis,
} from "../../../../protocol/call/diagnosis";
import { t } from "../../../../text";
import { lasting } from "../../../../text/time";

/** What is the matter with her, kept up while it is drawn: for who calls `useNow`. */
export function useDiagnosis(peer: Peer | null, age: number | null = null): Diagnosis {
  const before = useRef({ of: "", gone: nothingMissing });
  if (!peer) return { kind: "fine" };
  const now = Date.now();
  const known = before.current.of === peer.participant ? before.current.gone : nothingMissing;
  const gone = missing(known, peer, now);
  before.current = { of: peer.participant, gone };
  const online = live().status.value.kind === "live";
  return diagnose(peer, { missing: gone, online, age, now });
}

/** In one line; "" when nothing is. */
export function diagnosisWords(found: Diagnosis, name: string): string {
  const words = t().expert.diagnosis;
  if ("since" in found) return words[found.kind](lasting((Date.now() - found.since) / 1000));
  const { kind } = found;
  if (kind === "fine") return "";
  return kind === "off" ? words.off(name) : words[kind];
}

/** What comes of it, where there is room to say. */
export function diagnosisMore({ kind }: Diagnosis, name: string): string {
  const words = t().expert.diagnosis;
  if (kind === "closed") return words.closedWhat(name);
  const more: Partial<Record<Diagnosis["kind"], string>> = {
    here: words.hereWhat,
    network: words.networkWhat,
    hidden: words.hiddenWhat,
    saver: words.saverWhat,
    taken: words.takenWhat,
    phone: words.phoneWhat,
    picture: words.pictureWhat,
  };
  return more[kind] ?? "";
}

/** Whether what is seen of her is no more what is there now. */
export function isLost({ kind }: Diagnosis): boolean {
  return !["fine", "sound", "stills", "stands", "phone", "connecting"].includes(kind);
}

/** Whether it is worth amber: something fails that neither she nor the phone has chosen. */
export function isTrouble({ kind }: Diagnosis): boolean {
  return !["fine", "off", "connecting", "stills", "voice"].includes(kind);
}
