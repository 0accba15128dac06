import { t as ofAll } from ".";
import { call } from "./en/call";
import { catalogue, joined } from "./language";

/** The words of a technician's call and of her camera, beside those of every page. */
export const t = joined(
  ofAll,
  catalogue({ call }, () => import("./de/call")),
);
