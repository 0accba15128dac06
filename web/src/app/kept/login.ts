import { inTime } from "../../device/in-time";
import { deleteDay, peopleKept } from "../../device/store/day";
import { forgetKeys } from "../../device/store/keys";
import { forgetLogin, keepLogin, readLogin, type KeptLogin } from "../../device/store/login";
import type { Login } from "../../protocol/net/wire";

/** Milliseconds that a page waits for a store before it goes on without what is kept. */
const PATIENCE = 1000;
/** Milliseconds for whose pages these were: until that is known, nothing else can be shown. */
const RECALLS = 3000;

/**
 * The login that was the last one here, if it may still hold: the page opens as hers, and the
 * server's answer corrects it. Null for nobody, and for a store that doesn't answer.
 */
export async function lastLogin(): Promise<KeptLogin | null> {
  const kept = await inTime(readLogin(), RECALLS).catch(() => null);
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
  const { id, role } = login.person;
  const keys = forgetKeys((person) => person !== id);
  const days =
    role === "technician"
      ? forgetDays(id, keepLogin({ login, skew }))
      : forgetDays(null, forgetLogin(null));
  await patiently(Promise.allSettled([keys, days]));
}

/** Somebody has begun to sign in: nobody gets in by what is kept until the server lets her in. */
export async function beginAs(person: string): Promise<void> {
  const keys = forgetKeys((other) => other !== person);
  await patiently(Promise.allSettled([keys, forgetDays(person, forgetLogin(null))]));
}

/**
 * This person is signed out here, or nobody is signed in: delete whose pages these were and all that
 * was kept of her day. The outbox stays, without the key by which it is read, and so does what
 * another tab keeps of the next person.
 */
export async function forget(person: string | null): Promise<void> {
  const keys = forgetKeys((other) => person === null || other === person);
  const before = forgetLogin(person);
  // What a page was about to keep as hers is on the disk by then, and goes as well.
  const deleted = person ? settled(before).then(() => deleteDay(person)) : forgetDays(null, before);
  await patiently(Promise.allSettled([keys, deleted]));
}

/**
 * Delete what is kept of everybody but this person. `before`: the login that was the last one here,
 * whose person an old browser does not list.
 */
async function forgetDays(but: string | null, before: Promise<KeptLogin | null>): Promise<void> {
  const last = await settled(before);
  const listed = await peopleKept().catch(() => []);
  const people = new Set([...listed, ...(last ? [last.login.person.id] : [])]);
  if (but) people.delete(but);
  await Promise.allSettled([...people].map(deleteDay));
}

const settled = (before: Promise<KeptLogin | null>) => before.catch(() => null);

/** A store that fails or hangs keeps nobody from signing in or out; the work itself goes on. */
async function patiently(work: Promise<unknown>): Promise<void> {
  await inTime(work, PATIENCE).catch(() => {});
}
