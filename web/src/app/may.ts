import { me } from "./state";

/** Who may change jobs, people and places; an expert reads. */
export function mayDispatch(): boolean {
  const role = me.value?.person.role;
  return role === "dispatcher" || role === "administrator";
}

/** Everybody in the office may describe and withdraw evidence, and share a job. */
export function mayKeepEvidence(): boolean {
  return mayDispatch() || me.value?.person.role === "expert";
}
