import type { IconName } from "../../design/Icon";
import { shapeOf, verdictOf, type Findings } from "../../protocol/net/check";
import { t } from "../../text";

export interface CheckReading {
  words: string;
  icon: IconName;
  /** The reader should do something about it. */
  trouble: boolean;
}

/** The line's words; null where nothing can be tried. With `cutOff` the findings hold no more. */
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
