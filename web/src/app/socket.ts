import { notice } from "../design/overlays/Toast";
import { fetched } from "../device/fetched";
import { watchNetwork } from "../device/network";
import type { Live, SocketLike } from "../protocol/net/live";
import { t } from "../text";

/**
 * Open the socket, whose code is fetched after the page is drawn: a photo can be taken without it.
 */
export async function openSocket(
  auth: { share?: string },
  missing: () => void,
): Promise<SocketLike> {
  const { io } = await fetched(() => import("socket.io-client"), missing);
  return io({
    auth,
    path: "/socket.io",
    transports: ["websocket"],
    autoConnect: false,
    reconnectionDelay: 250,
    reconnectionDelayMax: 1000,
    timeout: 10_000,
  });
}

export function wakeWithDevice(live: Live): Live {
  live.onRefused((code) => {
    const words = t().common;
    notice(code === "too_large" ? words.messageTooLarge : words.tooManyMessages);
  });
  addEventListener("online", () => live.wake());
  addEventListener("offline", () => live.drop());
  watchNetwork(() => live.networkChanged());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") live.wake();
  });
  return live;
}
