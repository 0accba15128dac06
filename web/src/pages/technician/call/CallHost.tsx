import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import {
  requestedCall,
  expertsOnline,
  ringing,
  seated,
  watchCalls,
} from "../../../app/calls/calls";
import { navigate, route } from "../../../app/router";
import { Button } from "../../../design/Button";
import { fetched } from "../../../device/fetched";
import { armSound } from "../../../device/ring";
import { t, translated } from "../../../text";

/** Whether the address is that of a call: the pages behind it are out of reach then. */
export const onCallPage = (): boolean => /^\/jobs\/[^/]+\/call$/.test(route.value.path);

const code = async () => {
  const { CallLayer } = await import(".");
  await translated();
  return CallLayer;
};

/** Milliseconds after which the page has loaded what it needs first. */
const AHEAD = 20_000;

/**
 * Listens for calls beside the pages. The call itself is code that is fetched when there is one: a
 * photo can be taken without it.
 */
export function CallHost() {
  const [Layer, set] = useState<ComponentType | null>(null);
  const [missing, setMissing] = useState(false);
  useEffect(watchCalls, []);
  useEffect(armSound, []);
  const wanted = requestedCall.value !== null || ringing.value.length + seated.value.length > 0;
  useEffect(() => {
    if (!wanted || Layer) return;
    void fetched(code, () => setMissing(true)).then((layer) => set(() => layer));
  }, [wanted]);
  useEffect(() => {
    // The code is here before a call comes, so that it rings at once, in a cellar too.
    const timer = setTimeout(() => void fetched(code), AHEAD);
    return () => clearTimeout(timer);
  }, []);
  useStrayCall(wanted || Layer !== null);
  if (Layer) return <Layer />;
  return missing && wanted ? (
    <div class="notice" role="alert">
      <p class="notice-title">{t().common.keepsTrying}</p>
      {/* A newer version may have replaced this one's code. */}
      <Button onClick={() => location.reload()}>{t().common.tryAgain}</Button>
    </div>
  ) : null;
}

/** An address of a call that is long over leads to its job. */
function useStrayCall(open: boolean): void {
  const stray = onCallPage() && !open && expertsOnline.value !== null;
  useEffect(() => {
    if (stray) navigate(route.value.path.replace(/\/call$/, ""), { replace: true });
  }, [stray]);
}
