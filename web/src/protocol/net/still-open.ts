/** These answers say that a link or a login has ended, or that the file was withdrawn. */
const ENDED = [401, 403, 404, 410];

/**
 * Whether the server still leads this reader to a file. The file itself isn't fetched; `true` as
 * well while no answer comes, since networks come and go.
 */
export async function isStillOpen(address: string, send: typeof fetch = fetch): Promise<boolean> {
  try {
    const answer = await send(address, { redirect: "manual", cache: "no-store" });
    return !ENDED.includes(answer.status);
  } catch {
    return true;
  }
}
