import { useEffect, useRef, useState } from "preact/hooks";
import { isStillOpen } from "../../../protocol/net/still-open";

export type MediaRef = { current: HTMLMediaElement | null };

/**
 * With `again` playback broke and the medium is fetched anew; with `cannot` this browser can't play
 * it; with `ended` its reader may not any more.
 */
export type PlaybackTrouble = "again" | "cannot" | "ended" | null;

const WAITS = [0, 1000, 3000, 10_000, 30_000];
/** So many unreadable answers in a row mean that the network is not to blame. */
const UNREADABLE = 4;

/** Milliseconds for which the address that a redirect led to can be asked, with some to spare. */
const FRESH = 50_000;
/** Milliseconds between looks whether the reader still may: a fetch that runs outlives its address. */
const LOOK = 30_000;

/**
 * The address that a redirect led to lives a minute, and networks come and go: before a jump to what
 * isn't here yet, and on an error, the medium is fetched anew from where the redirect leads now, and
 * goes on at the same second. Once its reader may not any more, it stops and lets go of the store.
 */
export function useLasting(media: MediaRef, address: string): PlaybackTrouble {
  const [trouble, say] = useState<PlaybackTrouble>(null);
  const tries = useRef(0);
  useEffect(() => {
    const { current: element } = media;
    if (element) return keepPlaying(element, address, tries, say);
  }, [address]);
  useEffect(() => {
    const { current: element } = media;
    return () => element && letGo(element);
  }, []);
  return trouble;
}

/** Break off what the element fetches: one that left the page would fetch on. */
function letGo(element: HTMLMediaElement): void {
  element.pause();
  element.removeAttribute("src");
  element.load();
}

/** Whether the element plays or fetches, so that the store is asked in its reader's name. */
const isBusy = ({ paused, networkState, NETWORK_LOADING }: HTMLMediaElement): boolean =>
  !paused || networkState === NETWORK_LOADING;

/** Whether the medium at the second that the element is at was fetched already. */
function isHere({ buffered, currentTime }: HTMLMediaElement): boolean {
  for (let index = 0; index < buffered.length; index++) {
    if (buffered.start(index) <= currentTime && currentTime < buffered.end(index)) return true;
  }
  return false;
}

/** Keep an element playing through its errors; the returned function ends that. */
function keepPlaying(
  element: HTMLMediaElement,
  address: string,
  tries: { current: number },
  say: (trouble: PlaybackTrouble) => void,
): () => void {
  const place = keepPlace(element);
  const fetch = fetching(element, address, tries);
  const jump = () => {
    place.events.seeking();
    if (fetch.isFresh() || isHere(element)) return;
    place.freeze();
    fetch.now();
  };
  const access = watchAccess(element, address, () => {
    fetch.stop();
    say("ended");
  });
  const retry = () => {
    if (access.ended()) return;
    place.freeze();
    if (isUnreadable(element) && tries.current >= UNREADABLE) return say("cannot");
    say("again");
    fetch.later();
  };
  const settle = () => {
    tries.current = 0;
    say(null);
  };
  const online = () => !access.ended() && element.error && fetch.now();
  const events = { ...place.events, seeking: jump, error: retry, canplay: settle };
  const silence = listen(element, events);
  addEventListener("online", online);
  return () => {
    fetch.stop();
    access.close();
    silence();
    removeEventListener("online", online);
  };
}

/** Fetches the medium anew from where the redirect leads, now or after a wait. */
function fetching(element: HTMLMediaElement, address: string, tries: { current: number }) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let at = performance.now();
  const now = () => {
    clearTimeout(timer);
    at = performance.now();
    element.src = `${address}?again=${tries.current}`;
    element.load();
  };
  return {
    now,
    later: () => {
      timer = setTimeout(now, WAITS[Math.min(tries.current++, WAITS.length - 1)]);
    },
    isFresh: () => performance.now() - at < FRESH,
    stop: () => clearTimeout(timer),
  };
}

const isUnreadable = ({ error }: HTMLMediaElement): boolean =>
  error?.code === MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED;

/** The looks of all elements on the page. A voice that paused with its picture is not busy, and
 * holds what it has fetched: what ends for one is looked at for each. */
const looks = new Set<() => Promise<void>>();

/** Let go of the store as soon as the reader may not any more. */
function watchAccess(element: HTMLMediaElement, address: string, onEnd: () => void) {
  let ended = false;
  const look = async () => {
    if (ended || (await isStillOpen(address)) || ended) return;
    ended = true;
    letGo(element);
    onEnd();
    for (const other of looks) void other();
  };
  looks.add(look);
  const looking = setInterval(() => isBusy(element) && void look(), LOOK);
  const close = () => {
    clearInterval(looking);
    looks.delete(look);
  };
  return { ended: () => ended, close };
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
