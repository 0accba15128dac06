/** Reads what events of earlier versions say in other words: `why` for a gap's `reason`. */

import type { EarlierGap, Gap, Session, SessionInEvent } from "../net/wire";

export function readGaps(gaps: (Gap | EarlierGap)[] = []): Gap[] {
  return gaps.map((gap) => {
    if (!("why" in gap)) return gap;
    const { why, ...same } = gap;
    return { ...same, reason: why };
  });
}

export function readSession(session: SessionInEvent): Session {
  const { report } = session;
  return { ...session, report: report && { ...report, gaps: readGaps(report.gaps) } };
}
