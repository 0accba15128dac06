import type { ComponentType } from "preact";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { EmptyState, Loading } from "../design/status/States";
import { fetched } from "../device/fetched";
import { Button } from "../design/Button";
import { t, translated } from "../text";

/** Code that can be fetched before it is needed. */
interface Fetchable {
  fetchAhead(): Promise<void>;
}

/**
 * A component whose code is fetched when it is first needed. `over`: it opens over the page, in which
 * nothing moves meanwhile.
 */
export function lazy<Props extends object>(
  fetch: () => Promise<ComponentType<Props>>,
  { over = false } = {},
): ComponentType<Props> & Fetchable {
  let component: ComponentType<Props> | null = null;
  const load = async (missing?: () => void) => {
    if (component) return;
    const code = await fetched(fetch, missing);
    await translated();
    component = code;
  };
  function Lazy(props: Props) {
    const [Inner, set] = useState<ComponentType<Props> | null>(() => component);
    const [missing, setMissing] = useState(false);
    // It may have come for another place of the page since this one was drawn.
    useLayoutEffect(() => {
      void load(() => setMissing(true)).then(() => set(() => component));
    }, []);
    if (Inner) return <Inner {...props} />;
    const instead = missing ? <Unfetched /> : <Loading lines={over ? 1 : 3} />;
    return over ? <div class="loading-over">{instead}</div> : instead;
  }
  return Object.assign(Lazy, { fetchAhead: () => load() });
}

/** Milliseconds after which a page has what it needs first. */
const AHEAD = 20_000;

/** Fetch the code while its button is on the page: in a cellar there is no network for it. */
export function useAhead(code: Fetchable): void {
  useEffect(() => {
    const timer = setTimeout(() => void code.fetchAhead(), AHEAD);
    return () => clearTimeout(timer);
  }, []);
}

/**
 * Stands for code that does not come: without a network, or after a deploy; a reload mends both.
 */
function Unfetched() {
  return (
    <EmptyState
      icon="warning"
      title={t().common.keepsTrying}
      action={<Button onClick={() => location.reload()}>{t().common.tryAgain}</Button>}
    />
  );
}
