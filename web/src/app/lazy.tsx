import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { EmptyState, Loading } from "../design/status/States";
import { fetched } from "../device/fetched";
import { Button } from "../design/Button";
import { t, translated } from "../text";

/** A component whose code is fetched when it is first needed. */
export function lazy<Props extends object>(
  fetch: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  let component: ComponentType<Props> | null = null;
  return function Lazy(props: Props) {
    const [Inner, set] = useState<ComponentType<Props> | null>(() => component);
    const [missing, setMissing] = useState(false);
    useEffect(() => {
      // It may have come for another place of the page since this one was drawn.
      if (component) {
        set(() => component);
        return;
      }
      void fetched(fetch, () => setMissing(true)).then(async (fetchedComponent) => {
        await translated();
        component = fetchedComponent;
        set(() => fetchedComponent);
      });
    }, []);
    if (Inner) return <Inner {...props} />;
    return missing ? <Unfetched /> : <Loading />;
  };
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
