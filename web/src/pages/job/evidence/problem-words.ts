import type { Evidence } from "../../../protocol/net/wire";
import { t } from "../../../text";

/** Why a file has nothing to see or hear, in one true sentence, and what became of the file. */
export function whyNothing(item: Evidence): string {
  const words = t().job;
  const { problems, unknownProblem } = item.kind === "voice_note" ? words.voice : words;
  // A newer server may know a reason that this page doesn't.
  const known: Record<string, string | undefined> = problems;
  return `${known[item.problem ?? ""] ?? unknownProblem} ${words.keptAsItCame}`;
}
