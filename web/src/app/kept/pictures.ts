import { signal } from "@preact/signals";
import { jobPictures, type PictureSource } from "../../protocol/net/api";

/** The addresses of small pictures that this phone has kept, by job and evidence. */
const shown = signal<Record<string, Map<string, string>>>({});

/** The kept pictures of a job have addresses from now on, until the returned function is called. */
export function showKept(job: string, pictures: Map<string, ArrayBuffer>): () => void {
  const addresses = new Map(
    [...pictures].map(([evidence, bytes]) => [evidence, URL.createObjectURL(new Blob([bytes]))]),
  );
  shown.value = { ...shown.peek(), [job]: addresses };
  return () => {
    const { [job]: mine, ...others } = shown.peek();
    if (mine === addresses) shown.value = others;
    for (const address of addresses.values()) URL.revokeObjectURL(address);
  };
}

/** A job's pictures: the small ones from this phone where it has them, everything else by network. */
export function ownPictures(job: string): PictureSource {
  const kept = shown.value[job];
  const fetched = jobPictures(job);
  return (evidence, what) => {
    const small = kept?.get(evidence);
    // Without a network, a large picture that is blurred tells more than none.
    const instead = what === "small" || (what === "large" && !navigator.onLine);
    return small && instead ? small : fetched(evidence, what);
  };
}
