import type { Login } from "../../protocol/net/wire";
import { StoreTable } from "./table";

/** The login of the person who was signed in last, and by how much her phone's clock was off. */
export interface KeptLogin {
  login: Login;
  /** Milliseconds by which the server's clock is ahead. */
  skew: number;
}

const KEY = "last";
const table = new StoreTable("smart-hands.login", "login");

export async function readLogin(): Promise<KeptLogin | null> {
  return (await table.run<KeptLogin | undefined>("read", (logins) => logins.get(KEY))) ?? null;
}

/** Keep it in the place of the one before, to which the promise resolves. */
export async function keepLogin(kept: KeptLogin): Promise<KeptLogin | null> {
  const before = await table.run<KeptLogin | undefined>("write", (logins) => {
    const last = logins.get(KEY);
    logins.put(kept, KEY);
    return last;
  });
  return before ?? null;
}

/**
 * Forget the login, if it is this person's or whosever it is for null; resolves to the one that was
 * there. It is gone from the disk then: a battery that goes flat brings nobody back.
 */
export async function forgetLogin(person: string | null): Promise<KeptLogin | null> {
  const before = await table.run<KeptLogin | undefined>("keep", (logins) => {
    const last: IDBRequest<KeptLogin | undefined> = logins.get(KEY);
    last.onsuccess = () => {
      if (!person || last.result?.login.person.id === person) logins.delete(KEY);
    };
    return last;
  });
  return before ?? null;
}
