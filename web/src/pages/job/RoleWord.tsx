import { roleWord, type NamedPerson } from "../../text/author";

/** A person's role, quietly behind her name; nothing where nobody kept it. */
export function RoleWord(person: NamedPerson) {
  const role = roleWord(person);
  return role ? <span class="quiet">({role})</span> : null;
}
