import { signal } from "@preact/signals";
import { api as build, jobPictures, type Api } from "../protocol/net/api";
import { ApiClient, type ApiError } from "../protocol/net/client";
import { Live } from "../protocol/net/live";
import type { Login } from "../protocol/net/wire";
import { speak } from "../text";
import { openSocket, wakeWithDevice } from "./socket";

export const client = new ApiClient();
export const api: Api = build(client);

/** The login of this browser: undefined until known, null for nobody. */
export const me = signal<Login | null | undefined>(undefined);
export const startProblem = signal<ApiError | null>(null);

let connection: Live | null = null;

/** The one live connection of this login. */
export function live(): Live {
  connection ??= wakeWithDevice(new Live((missing) => openSocket({}, missing), loginEnded));
  return connection;
}

export function signedOut(): void {
  connection?.close();
  connection = null;
  if (me.value !== null) me.value = null;
}

export async function findMe(): Promise<void> {
  try {
    const login = await api.current();
    // A guest has chosen no language, so that her browser's is kept.
    if (login.person.role !== "guest") await speak(login.person.language);
    me.value = login;
    startProblem.value = null;
  } catch (error) {
    const nobody = (error as ApiError).status === 401;
    startProblem.value = nobody ? null : (error as ApiError);
    if (nobody) signedOut();
  }
}

/** This page's login has ended, or another one has taken its place, such as another person's on
 * the same device: the page begins anew with what is there, or with signing in. */
function loginEnded(): void {
  signedOut();
  me.value = undefined;
  void findMe();
}

export const pictures = jobPictures;

/** The time by the server's clock, so that two people see the same minutes. */
export const serverNow = (): number => client.now();

client.person = () => me.peek()?.person.id ?? null;
client.onSignedOut = () => {
  if (me.value) loginEnded();
};
client.onOtherPerson = loginEnded;
