/** What a site allows of pictures, as everybody on its jobs reads it. */
export const photoPolicy = {
  name: "Photos",
  none: "This site allows no photos.",
  noPermit: "Photos need a permit here, and none is entered.",
  /** What whoever works there does about it. */
  instead: { none: "Write or speak a note instead.", noPermit: "Ask the desk for it." },
  stills_only: "This site allows photos, but no video.",
  permit: (number: string) => `Photo permit: ${number}`,
};
