import { signal } from "@preact/signals";
import { jobPictures, type PictureSource } from "../../protocol/net/api";

interface ShownPictures {
  job: string;
  /** The addresses of small pictures, by evidence. */
  addresses: Map<string, string>;
}

/** What this phone has kept, once for each part of the page that has a job open. */
const shown = signal<ShownPictures[]>([]);

/** The kept pictures of a job have addresses from now on, until the returned function is called. */
export function showKept(job: string, pictures: Map<string, ArrayBuffer>): () => void {
  const addresses = new Map(
    [...pictures].map(([evidence, bytes]) => [evidence, URL.createObjectURL(new Blob([bytes]))]),
  );
  const mine = { job, addresses };
  shown.value = [...shown.peek(), mine];
  return () => {
    shown.value = shown.peek().filter((each) => each !== mine);
    for (const address of addresses.values()) URL.revokeObjectURL(address);
  };
}

/** A job's pictures: the small ones from this phone where it has them, everything else by network. */
export function ownPictures(job: string): PictureSource {
  const kept = shown.value.findLast((each) => each.job === job)?.addresses;
  const fetched = jobPictures(job);
  return (evidence, what) => {
    const small = kept?.get(evidence);
    // Without a network, a large picture that is blurred tells more than none.
    const instead = what === "small" || (what === "large" && !navigator.onLine);
    return small && instead ? small : fetched(evidence, what);
  };
}
