import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { EmptyState, Loading } from "../design/States";
import { Button } from "../design/Button";
import { t } from "../text";

/** A component fetched when it is first needed. */
export function lazy<Props extends object>(fetch: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let known: ComponentType<Props> | null = null;
  return function Lazy(props: Props) {
    const [Inner, set] = useState<ComponentType<Props> | null>(() => known);
    const [failed, fail] = useState(false);
    useEffect(() => {
      if (known) return;
      fetch().then(
        (found) => {
          known = found;
          set(() => found);
        },
        () => fail(true),
      );
    }, []);
    if (Inner) return <Inner {...props} />;
    return failed ? <Unfetched /> : <Loading />;
  };
}

/** No network, or a newer version has replaced this one on the server: a reload mends both. */
function Unfetched() {
  return (
    <EmptyState
      icon="warning"
      title={t().common.noNetwork}
      action={<Button onClick={() => location.reload()}>{t().common.tryAgain}</Button>}
    />
  );
}
