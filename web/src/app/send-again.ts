import { useEffect, useRef } from "preact/hooks";
import { live } from "./state";

const AGAIN = 5000;

/**
 * Send again what found no server: as soon as the socket is there again, and every five seconds,
 * since the server may have refused for a moment while the socket stood.
 */
export function useSendAgain(unsent: boolean, send: () => void): void {
  const latest = useRef(send);
  latest.current = send;
  useEffect(() => {
    if (!unsent) return;
    const again = () => latest.current();
    const timer = setInterval(again, AGAIN);
    const forget = live().onReconnected(again);
    return () => {
      clearInterval(timer);
      forget();
    };
  }, [unsent]);
}
