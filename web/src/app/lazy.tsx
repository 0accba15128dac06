import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { EmptyState, Loading } from "../design/status/States";
import { fetched } from "../device/fetched";
import { Button } from "../design/Button";
import { t } from "../text";

/** A component fetched when it is first needed. */
export function lazy<Props extends object>(
  fetch: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  let known: ComponentType<Props> | null = null;
  return function Lazy(props: Props) {
    const [Inner, set] = useState<ComponentType<Props> | null>(() => known);
    const [missing, setMissing] = useState(false);
    useEffect(() => {
      if (known) return;
      void fetched(fetch, () => setMissing(true)).then((found) => {
        known = found;
        set(() => found);
      });
    }, []);
    if (Inner) return <Inner {...props} />;
    return missing ? <Unfetched /> : <Loading />;
  };
}

/** No network, which ends by itself, or a newer version has replaced this one: a reload mends both. */
function Unfetched() {
  return (
    <EmptyState
      icon="warning"
      title={t().common.keepsTrying}
      action={<Button onClick={() => location.reload()}>{t().common.tryAgain}</Button>}
    />
  );
}
