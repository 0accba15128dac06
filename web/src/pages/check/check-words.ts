import type { IconName } from "../../design/Icon";
import { shapeOf, verdictOf, type Findings } from "../../protocol/net/check";
import { t } from "../../text";

export interface CheckReading {
  words: string;
  icon: IconName;
  /** Something is to be done about it. */
  trouble: boolean;
}

/** Null when there is nothing here that could be tried. `cutOff`: what was found is true no more. */
export function lineOf(findings: Findings | null, cutOff = false): CheckReading | null {
  const words = t().check.line;
  if (!findings) return { words: words.checking, icon: "clock", trouble: false };
  const verdict = verdictOf(findings);
  if (verdict === "unknown") return null;
  if (cutOff) return { words: words.away, icon: "warning", trouble: true };
  if (verdict === "away" || verdict === "nothing")
    return { words: words[verdict], icon: "warning", trouble: true };
  const shape = shapeOf(findings);
  if (shape === "whole" && verdict === "relayed")
    return { words: words.relayed, icon: "video", trouble: false };
  const icon = shape === "unseen" ? "mic" : shape === "none" ? "warning" : "video";
  return { words: words[shape], icon, trouble: shape !== "whole" };
}
