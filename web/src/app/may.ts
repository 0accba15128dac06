import { me } from "./state";

/** Whether this person may change jobs, people and places; an expert only reads them. */
export function mayDispatch(): boolean {
  const role = me.value?.person.role;
  return role === "dispatcher" || role === "administrator";
}

/**
 * Whether this person may describe and withdraw evidence, and share a job, as the whole office may.
 */
export function mayKeepEvidence(): boolean {
  return mayDispatch() || me.value?.person.role === "expert";
}
