/**
 * The message by the data channel, beside the pointer, that this side needs the connection no more.
 */
export const DONE = JSON.stringify({ done: true });

export function isDone(message: unknown): boolean {
  return (message as { done?: unknown } | null)?.done === true;
}

/** Returns `undefined` for data that are no JSON. */
export function parsed(data: unknown): unknown {
  try {
    return JSON.parse(String(data));
  } catch {
    return undefined;
  }
}
