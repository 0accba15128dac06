/** The page before this one, of the same tab, lets go a moment after this one has begun. */
const LET_GO = 600;

/**
 * Hold a name among the tabs of this browser, until the returned function is called or the tab is
 * gone, however it went. Null: another tab that is alive holds it.
 */
export async function holdName(name: string): Promise<(() => void) | null> {
  // Missing where the page is not served securely; then whoever comes last has it.
  if (!navigator.locks) return () => {};
  const held = await tryHold(name);
  if (held) return held;
  await new Promise((done) => setTimeout(done, LET_GO));
  return tryHold(name);
}

function tryHold(name: string): Promise<(() => void) | null> {
  return new Promise((decided) => {
    navigator.locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (!lock) return decided(null);
        return new Promise<void>((release) => decided(() => release()));
      })
      .catch(() => decided(() => {}));
  });
}
