import { t as ofAll } from ".";
import { account } from "./en/account";
import { catalogue, joined } from "./language";

/** The words of signing in and of a person's account, beside those of every page. */
export const t = joined(
  ofAll,
  catalogue(account, async () => (await import("./de/account")).account),
);
