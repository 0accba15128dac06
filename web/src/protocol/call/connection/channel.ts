/** Said by the data channel beside the pointer: this side needs the connection no more. */
export const DONE = JSON.stringify({ done: true });

export function isDone(said: unknown): boolean {
  return (said as { done?: unknown } | null)?.done === true;
}

/** `undefined` for what is no JSON. */
export function parsed(data: unknown): unknown {
  try {
    return JSON.parse(String(data));
  } catch {
    return undefined;
  }
}
