/**
 * The part of https://wicg.github.io/netinfo/ that is used: phones tell the type of the network.
 */
interface NetworkInformation extends EventTarget {
  readonly type?: string;
  readonly saveData?: boolean;
  readonly effectiveType?: string;
}

const connectionOf = () => (navigator as { connection?: NetworkInformation }).connection;

/**
 * Call back, until the returned function is called, when the device has another network: it is
 * online again, or on one of another type, as from Wi-Fi to mobile. No browser tells of a change
 * between access points, which shows only by the media that no longer come.
 */
export function watchNetwork(changed: () => void): () => void {
  const connection = connectionOf();
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

const MOBILE = new Set(["cellular", "wimax", "bluetooth"]);

/** Whether the browser tells the type of its network, as those of many phones do. */
export const tellsType = (): boolean => typeof connectionOf()?.type === "string";

/** Whether the network is a phone's mobile one, or that of a phone beside; false where nobody says. */
export const isMobile = (): boolean => MOBILE.has(connectionOf()?.type ?? "");

/** Call back, until the returned function is called, at each change of the network. */
export function watchType(changed: () => void): () => void {
  const connection = connectionOf();
  connection?.addEventListener("change", changed);
  return () => connection?.removeEventListener("change", changed);
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

/**
 * Whether bytes that nobody waits for are better left off this line: it is slow, mobile, or its
 * owner saves data. Where the browser doesn't say, it counts as a good one.
 */
export function isDear(): boolean {
  const { saveData, type, effectiveType } = connectionOf() ?? {};
  return saveData === true || type === "cellular" || /[23]g$/.test(effectiveType ?? "");
}
