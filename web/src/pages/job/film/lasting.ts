import { useEffect, useRef, useState } from "preact/hooks";

export type MediaRef = { current: HTMLMediaElement | null };

/**
 * With `again` playback broke and the medium is fetched anew; with `cannot` this browser can't play
 * it.
 */
export type PlaybackTrouble = "again" | "cannot" | null;

const WAITS = [0, 1000, 3000, 10_000, 30_000];
/** So many unreadable answers in a row mean that the network is not to blame. */
const UNREADABLE = 4;

/**
 * The address that a redirect led to lives for hours, and networks come and go: on an error the
 * medium is fetched anew from where the redirect leads now, and goes on at the same second.
 */
export function useLasting(media: MediaRef, address: string): PlaybackTrouble {
  const [trouble, say] = useState<PlaybackTrouble>(null);
  const tries = useRef(0);
  useEffect(() => {
    const { current: element } = media;
    if (element) return keepPlaying(element, address, tries, say);
  }, [address]);
  return trouble;
}

/** Keep an element playing through its errors; the returned function ends that. */
function keepPlaying(
  element: HTMLMediaElement,
  address: string,
  tries: { current: number },
  say: (trouble: PlaybackTrouble) => void,
): () => void {
  const place = keepPlace(element);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const fetchAgain = () => {
    clearTimeout(timer);
    element.src = `${address}?again=${tries.current}`;
    element.load();
  };
  const retry = () => {
    place.freeze();
    const unreadable = element.error?.code === MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED;
    if (unreadable && tries.current >= UNREADABLE) return say("cannot");
    say("again");
    timer = setTimeout(fetchAgain, WAITS[Math.min(tries.current++, WAITS.length - 1)]);
  };
  const settle = () => {
    tries.current = 0;
    say(null);
  };
  const online = () => element.error && fetchAgain();
  const silence = listen(element, { ...place.events, error: retry, canplay: settle });
  addEventListener("online", online);
  return () => {
    clearTimeout(timer);
    silence();
    removeEventListener("online", online);
  };
}

/** The second an element plays at, which fetching anew loses and which is then sought again. */
function keepPlace(element: HTMLMediaElement) {
  let at = 0;
  let playing = false;
  // A frozen place is kept until the element is back at it: loading puts it back to its beginning.
  let frozen = false;
  const keep = () => {
    if (frozen) return;
    at = element.currentTime;
    playing = !element.paused && !element.ended;
  };
  const restore = () => {
    if (!frozen) return;
    frozen = false;
    element.currentTime = at;
    if (playing) void element.play().catch(() => {});
  };
  const events = {
    timeupdate: keep,
    seeking: keep,
    play: keep,
    pause: keep,
    loadedmetadata: restore,
  };
  return { events, freeze: () => void (frozen = true) };
}

function listen(element: HTMLMediaElement, handlers: Record<string, () => void>): () => void {
  const entries = Object.entries(handlers);
  for (const [event, act] of entries) element.addEventListener(event, act);
  return () => {
    for (const [event, act] of entries) element.removeEventListener(event, act);
  };
}
