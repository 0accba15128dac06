import type { JobDocument } from "../net/wire";

/**
 * The whole document of a job that comes in parts. What changes while they come is in the events
 * after the `seq` of the first part, which therefore stays.
 */
export async function wholeDocument(
  first: JobDocument,
  following: (after: string) => Promise<JobDocument>,
): Promise<JobDocument> {
  // A server of an earlier version knows no statements.
  const { next, ...whole } = { ...first, statements: first.statements ?? {} };
  for (let after = next; after; ) {
    const part = await following(after);
    whole.evidence = { ...whole.evidence, ...part.evidence };
    whole.messages = { ...whole.messages, ...part.messages };
    whole.marks = { ...whole.marks, ...part.marks };
    after = part.next;
  }
  return whole;
}
