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

export async function keepLogin(kept: KeptLogin): Promise<void> {
  await table.run("write", (logins) => logins.put(kept, KEY));
}

/** It is gone from the disk when this resolves: a battery that goes flat brings nobody back. */
export async function forgetLogin(): Promise<void> {
  await table.run("keep", (logins) => logins.delete(KEY));
}
