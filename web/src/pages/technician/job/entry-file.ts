import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { readFile } from "../../../device/store/encryption";
import type { EntryFile } from "../../../protocol/outbox/entries";

/** How far from the screen a tile's picture is read already. */
const NEAR = "300px";

/**
 * The bytes of an entry's file, null until they are read. A file that can't be read any more has its
 * own words.
 */
export function useEntryFile(file: EntryFile | null): Blob | null {
  const [read, set] = useState<Blob | null>(null);
  useEffect(() => {
    let current = true;
    if (!file) set(null);
    else
      readFile(file).then(
        (blob) => current && set(blob),
        () => {},
      );
    return () => {
      current = false;
    };
  }, [file]);
  return file && read;
}

/** An element, and whether it is near the screen: of three hundred pictures few are read at once. */
export function useNear<Shown extends Element>(): [RefObject<Shown | null>, boolean] {
  const element = useRef<Shown>(null);
  const [near, set] = useState(false);
  useEffect(() => {
    const { current } = element;
    if (!current) return;
    const looking = new IntersectionObserver((seen) => set(seen.at(-1)?.isIntersecting ?? false), {
      rootMargin: NEAR,
    });
    looking.observe(current);
    return () => looking.disconnect();
  }, []);
  return [element, near];
}

/** The address of the bytes as long as they are shown. */
export function useBlobUrl(blob: Blob | null): string | null {
  const [url, set] = useState<string | null>(null);
  useEffect(() => {
    if (!blob) return set(null);
    const address = URL.createObjectURL(blob);
    set(address);
    return () => URL.revokeObjectURL(address);
  }, [blob]);
  return url;
}
