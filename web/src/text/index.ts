import { en } from "./en";
import { catalogue } from "./language";

export { language, preferredLanguage, speak, translated } from "./language";

/** The words that every page may show; those of some pages alone are in the files beside this. */
export const t = catalogue(en, async () => (await import("./de")).de);
