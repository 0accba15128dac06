import { useRef } from "preact/hooks";
import { live } from "../../../../app/state";
import type { Peer } from "../../../../protocol/call/peer";
import {
  diagnose,
  missing,
  nothingMissing,
  type Diagnosis,
} from "../../../../protocol/call/diagnosis";
import type { StateData } from "../../../../protocol/net/wire";
import { t } from "../../../../text/desk";
import { lasting } from "../../../../text/spans";

/**
 * The diagnosis of a peer, brought up to date by each render: the component has to call `useNow`.
 */
export function useDiagnosis(peer: Peer | null, age: number | null = null): Diagnosis {
  const before = useRef({ of: "", gone: nothingMissing });
  if (!peer) return { kind: "fine" };
  const now = Date.now();
  const earlier = before.current.of === peer.participant ? before.current.gone : nothingMissing;
  const gone = missing(earlier, peer, now);
  before.current = { of: peer.participant, gone };
  const online = live().status.value.kind === "live";
  return diagnose(peer, { missing: gone, online, age, now });
}

/** The diagnosis in one line; "" when nothing is the matter. */
export function diagnosisWords(diagnosis: Diagnosis, name: string): string {
  const words = t().expert.diagnosis;
  if ("since" in diagnosis)
    return words[diagnosis.kind](lasting((Date.now() - diagnosis.since) / 1000));
  if (diagnosis.kind === "camera") return words.noCamera[diagnosis.problem];
  if (diagnosis.kind === "forbidden") return words.forbidden[diagnosis.rule];
  const { kind } = diagnosis;
  if (kind === "fine") return "";
  return kind === "off" ? words.off(name) : words[kind];
}

/** Why a peer can't be heard, by her own doing or by her phone's; "" while she can. */
export function silenceWords(device: StateData | null): string {
  if (!device?.muted) return "";
  const problem = device.microphone_problem;
  return problem ? t().expert.diagnosis.noMicrophone[problem] : t().expert.stage.muted;
}

/** The consequence of a diagnosis, where there is room for it. */
export function diagnosisMore(diagnosis: Diagnosis, name: string): string {
  const words = t().expert.diagnosis;
  if (diagnosis.kind === "forbidden") return words.forbiddenWhat[diagnosis.rule];
  const { kind } = diagnosis;
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

const SMALLER: string[] = ["heat", "battery"] satisfies Diagnosis["kind"][];

/** True when the picture no longer shows what is there now. */
export function isLost({ kind }: Diagnosis): boolean {
  const seen = ["fine", "sound", "stills", "thrift", "stands", "phone", "connecting", ...SMALLER];
  return !seen.includes(kind);
}

/** True for a fault worth amber, which neither the technician nor the phone has chosen. */
export function isTrouble({ kind }: Diagnosis): boolean {
  const calm = ["fine", "off", "connecting", "stills", "thrift", "voice", "forbidden"];
  return ![...calm, ...SMALLER].includes(kind);
}

/** True where the picture is only smaller than it could be, which is worth no more than a remark. */
export function isSmaller({ kind }: Diagnosis): boolean {
  return SMALLER.includes(kind);
}
