import { t as ofAll } from ".";
import { client } from "./en/client";
import { catalogue, joined } from "./language";

/** The words of a client's pages and of a share, beside those of every page. */
export const t = joined(
  ofAll,
  catalogue({ client }, () => import("./de/client")),
);
