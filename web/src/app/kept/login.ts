import { inTime } from "../../device/in-time";
import { deleteDay, peopleKept } from "../../device/store/day";
import { forgetLogin, keepLogin, readLogin, type KeptLogin } from "../../device/store/login";
import type { Login } from "../../protocol/net/wire";

/** Milliseconds that a page waits for a store before it goes on without what is kept. */
const PATIENCE = 1000;

/**
 * The login that was the last one here, if it may still hold: the page opens as hers, and the
 * server's answer corrects it. Null for nobody, and for a store that doesn't answer.
 */
export async function lastLogin(): Promise<KeptLogin | null> {
  const kept = await inTime(readLogin(), PATIENCE).catch(() => null);
  if (!kept) return null;
  const ends = Date.parse(kept.login.login.expires_at);
  return ends > Date.now() + kept.skew ? kept : null;
}

/** Whether this person is the one who is signed in here, also by what other tabs know. */
export async function isLast(person: string): Promise<boolean> {
  return (await readLogin())?.login.person.id === person;
}

/**
 * The server says that this is the login here. Something is kept of technicians alone, and of one at
 * a time: what was kept of anybody else is deleted.
 */
export async function remember(login: Login, skew: number): Promise<void> {
  if (login.person.role !== "technician") return forget(null);
  await quietly(keepLogin({ login, skew }));
  await forgetDays(login.person.id);
}

/** Somebody has begun to sign in: nobody gets in by what is kept until the server lets her in. */
export async function beginAs(person: string): Promise<void> {
  await forgetDays(person);
  await quietly(forgetLogin());
}

/**
 * This person is signed out here, or nobody is signed in: delete whose pages these were and all that
 * was kept of her day. The outbox stays, and so does what another tab keeps of the next person.
 */
export async function forget(person: string | null): Promise<void> {
  const last = (await inTime(readLogin(), PATIENCE).catch(() => null))?.login.person.id;
  if (!person || last === person) await quietly(forgetLogin());
  if (person) await quietly(deleteDay(person));
  else await forgetDays(null, last);
}

/** Delete what is kept of everybody but this person. `last`: one whom an old browser can't list. */
async function forgetDays(but: string | null, last?: string): Promise<void> {
  const listed = await inTime(peopleKept(), PATIENCE).catch(() => []);
  const people = new Set([...listed, ...(last ? [last] : [])]);
  if (but) people.delete(but);
  await quietly(Promise.all([...people].map(deleteDay)));
}

/** A store that fails or hangs keeps nobody from signing in or out. */
async function quietly(work: Promise<unknown>): Promise<void> {
  await inTime(work, PATIENCE).catch(() => {});
}
