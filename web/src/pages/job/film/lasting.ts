import { useEffect, useRef, useState } from "preact/hooks";

type Media = { current: HTMLMediaElement | null };

/** `again`: it broke and is being fetched anew. `cannot`: this browser has no way to play it. */
export type Trouble = "again" | "cannot" | null;

const WAITS = [0, 1000, 3000, 10_000, 30_000];
/** So often in a row nothing of it could be read: it is not the network. */
const UNREADABLE = 4;

/**
 * An address that was led to lives for hours, and networks come and go: on an error what plays is
 * fetched anew from where it is led to now, and goes on at the same second.
 */
export function useLasting(media: Media, address: string): Trouble {
  const [trouble, say] = useState<Trouble>(null);
  const tries = useRef(0);
  useEffect(() => {
    const { current: element } = media;
    if (!element) return;
    let at = 0;
    let wanted = false;
    // From then until it is where it was: to fetch anew takes an element back to its beginning.
    let broken = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const keep = () => {
      if (broken) return;
      at = element.currentTime;
      wanted = !element.paused && !element.ended;
    };
    const fetchAgain = () => {
      clearTimeout(timer);
      element.src = `${address}?again=${tries.current}`;
      element.load();
    };
    const broke = () => {
      broken = true;
      const unreadable = element.error?.code === MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED;
      if (unreadable && tries.current >= UNREADABLE) return say("cannot");
      say("again");
      timer = setTimeout(fetchAgain, WAITS[Math.min(tries.current++, WAITS.length - 1)]);
    };
    const there = () => {
      if (!broken) return;
      broken = false;
      element.currentTime = at;
      if (wanted) void element.play().catch(() => {});
    };
    const plays = () => {
      tries.current = 0;
      say(null);
    };
    const online = () => element.error && fetchAgain();
    const heard = {
      timeupdate: keep,
      seeking: keep,
      play: keep,
      pause: keep,
      error: broke,
      canplay: plays,
    };
    for (const [event, act] of Object.entries(heard)) element.addEventListener(event, act);
    element.addEventListener("loadedmetadata", there);
    addEventListener("online", online);
    return () => {
      clearTimeout(timer);
      for (const [event, act] of Object.entries(heard)) element.removeEventListener(event, act);
      element.removeEventListener("loadedmetadata", there);
      removeEventListener("online", online);
    };
  }, [address]);
  return trouble;
}
