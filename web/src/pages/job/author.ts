import type { Author } from "../../protocol/net/wire";
import { t } from "../../text";

/** An author's name, with the word that she is a guest: a guest calls herself as she likes. */
export const authorName = ({ name, guest }: Author): string =>
  guest ? t().job.guestName(name) : name;
