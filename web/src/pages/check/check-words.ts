import type { IconName } from "../../design/Icon";
import { shapeOf, verdictOf, type CallShape, type Findings } from "../../protocol/net/check";
import type { PhotoRule } from "../../protocol/net/wire";
import { t } from "../../text";

export interface CheckReading {
  words: string;
  icon: IconName;
  /** The reader should do something about it. */
  trouble: boolean;
}

/**
 * The line's words; null where nothing can be tried. With `cutOff` the findings hold no more. `rule`:
 * what the site allows of pictures.
 */
export function lineOf(
  findings: Findings | null,
  cutOff = false,
  rule: PhotoRule = "allowed",
): CheckReading | null {
  const words = t().check.line;
  if (!findings) return { words: words.checking, icon: "clock", trouble: false };
  const verdict = verdictOf(findings);
  if (verdict === "unknown") return null;
  if (cutOff) return { words: words.away, icon: "warning", trouble: true };
  if (verdict === "away" || verdict === "nothing")
    return { words: words[verdict], icon: "warning", trouble: true };
  const shape = shapeOf(findings);
  if (rule !== "allowed") return underRule(rule, shape);
  if (shape === "whole" && verdict === "relayed")
    return { words: words.relayed, icon: "video", trouble: false };
  const icon = shape === "unseen" ? "mic" : shape === "none" ? "warning" : "video";
  return { words: words[shape], icon, trouble: shape !== "whole" };
}

/** Where the site allows no video, a call is a talk, with photos unless these are forbidden too. */
function underRule(rule: Exclude<PhotoRule, "allowed">, shape: CallShape): CheckReading {
  const words = t().check.line;
  if (shape === "none") return { words: words.none, icon: "warning", trouble: true };
  if (shape === "silent") return { words: words.mute, icon: "warning", trouble: true };
  if (rule === "none") return { words: words.talk, icon: "mic", trouble: false };
  const unseen = shape === "unseen";
  return { words: unseen ? words.unseen : words.photosToo, icon: "mic", trouble: unseen };
}
