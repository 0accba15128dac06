import { t as ofAll } from ".";
import { desk } from "./en/desk";
import { catalogue, joined } from "./language";

/** The words of the console and the office, beside those of every page. */
export const t = joined(
  ofAll,
  catalogue(desk, async () => (await import("./de/desk")).desk),
);
