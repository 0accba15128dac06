/** https://wicg.github.io/netinfo/, as far as a browser has it: phones tell of what kind the network is. */
interface NetworkInformation extends EventTarget {
  readonly type?: string;
}

/**
 * Call back when the device has another network: it is online again, or on one of another kind, as
 * from Wi-Fi to mobile. An access point that takes over from another is not told by any browser; that
 * shows only by what no longer comes. Until the returned function is called.
 */
export function watchNetwork(changed: () => void): () => void {
  const { connection } = navigator as Navigator & { connection?: NetworkInformation };
  let type = connection?.type;
  // It says "changed" at each new estimate of its speed, too.
  const other = () => {
    if (connection?.type === type) return;
    type = connection?.type;
    if (type !== "none") changed();
  };
  addEventListener("online", changed);
  connection?.addEventListener("change", other);
  return () => {
    removeEventListener("online", changed);
    connection?.removeEventListener("change", other);
  };
}

/**
 * Call back once: after so many milliseconds, or as soon as the device says that it is online again.
 * Not any more once the returned function is called.
 */
export function onlineOrAfter(milliseconds: number, act: () => void): () => void {
  const forget = () => {
    clearTimeout(timer);
    removeEventListener("online", go);
  };
  const go = () => {
    forget();
    act();
  };
  const timer = setTimeout(go, milliseconds);
  addEventListener("online", go);
  return forget;
}
