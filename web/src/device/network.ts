/**
 * The part of https://wicg.github.io/netinfo/ that is used: phones tell the type of the network.
 */
interface NetworkInformation extends EventTarget {
  readonly type?: string;
}

/**
 * Call back, until the returned function is called, when the device has another network: it is
 * online again, or on one of another type, as from Wi-Fi to mobile. No browser tells of a change
 * between access points, which shows only by the media that no longer come.
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
 * Call back once, after so many milliseconds or as soon as the device is online again, unless the
 * returned function is called before.
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
