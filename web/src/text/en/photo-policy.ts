/** What a site allows of pictures, as everybody on its jobs reads it. */
export const photoPolicy = {
  name: "Photos",
  none: "This site allows no photos. Write or speak a note instead.",
  noPermit: "Photos need a permit here, and none is entered. Ask the desk for it.",
  stills_only: "This site allows photos, but no video.",
  permit: (number: string) => `Photo permit: ${number}`,
};
