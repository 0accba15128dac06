import type { Author } from "../protocol/net/wire";
import { t } from ".";

/** A person by name, with her role where it is known. Events of earlier versions know of guests. */
export interface NamedPerson extends Pick<Author, "name" | "guest"> {
  role?: string | null | undefined;
}

/** The word for a person's role; "" where nobody kept it. */
export function roleWord({ role, guest }: NamedPerson): string {
  const words: Record<string, string> = t().job.asAuthor;
  return words[role ?? (guest ? "guest" : "")] ?? "";
}

/** A person's name with her role, which says who speaks: a guest calls herself as she likes. */
export function authorName(author: NamedPerson): string {
  const role = roleWord(author);
  return role ? t().job.nameAndRole(author.name, role) : author.name;
}
