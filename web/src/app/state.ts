import { signal } from "@preact/signals";
import { api as build, jobPictures, type Api } from "../protocol/net/api";
import { ApiClient, type ApiError } from "../protocol/net/client";
import { Live } from "../protocol/net/live";
import { inTime } from "../device/in-time";
import { onlineOrAfter } from "../device/network";
import type { Login, SignedIn } from "../protocol/net/wire";
import { speak } from "../text";
import { beginAs, forget, lastLogin, remember } from "./kept/login";
import { openSocket, wakeWithDevice } from "./socket";

export const client = new ApiClient();

const requests = build(client);
export const api: Api = {
  ...requests,
  signIn: (proof) => requests.signIn(proof).then(begun),
  takeJoin: (token, name, key) => requests.takeJoin(token, name, key).then(begun),
};

/** The login of this browser: undefined until known, null for nobody. */
export const me = signal<Login | null | undefined>(undefined);
export const startProblem = signal<ApiError | null>(null);

/** Milliseconds until a page that opened without an answer asks again whose it is. */
const AGAIN = 15_000;
/** Milliseconds that a page waits for its texts before it opens with those that it has. */
const SPEAKS = 300;

let connection: Live | null = null;

/** The one live connection of this login. */
export function live(): Live {
  connection ??= wakeWithDevice(new Live((missing) => openSocket({}, missing), loginEnded));
  return connection;
}

/** Somebody has signed in, and the login that this browser had has ended. */
async function begun(signedIn: SignedIn): Promise<SignedIn> {
  await beginAs(signedIn.person.id);
  return signedIn;
}

export function signedOut(): void {
  connection?.close();
  connection = null;
  const person = me.peek()?.person.id ?? null;
  if (me.value !== null) me.value = null;
  void forget(person);
}

/** Open the pages of whoever was signed in last, if the phone has kept that, and ask who it is. */
export function recallMe(): Promise<void> {
  recalling ??= recall().finally(() => {
    recalling = null;
  });
  return recalling;
}

let recalling: Promise<void> | null = null;

async function recall(): Promise<void> {
  const finding = findMe();
  const kept = await lastLogin();
  if (kept && me.peek() === undefined) {
    client.skew = kept.skew;
    await inTime(speak(kept.login.person.language), SPEAKS).catch(() => {});
    // The answer may have been faster.
    if (me.peek() === undefined) me.value = kept.login;
    startProblem.value = null;
  }
  const answered = await finding;
  if (!answered && kept && me.peek() === kept.login) askAgain();
}

let asking: (() => void) | null = null;

/** Ask the server later who this is, and as soon as there is a network. */
function askAgain(): void {
  asking?.();
  asking = onlineOrAfter(AGAIN, () => {
    asking = null;
    void findMe();
  });
}

/** Resolves to whether the server has said who this is, or that it is nobody. */
export async function findMe(): Promise<boolean> {
  try {
    const login = await api.current();
    // A guest has chosen no language, so that her browser's is kept.
    if (login.person.role !== "guest") await speak(login.person.language);
    if (JSON.stringify(login) !== JSON.stringify(me.peek())) me.value = login;
    startProblem.value = null;
    void remember(login, client.skew);
    return true;
  } catch (error) {
    const problem = error as ApiError;
    if (problem.signedOut) {
      startProblem.value = null;
      signedOut();
      return true;
    }
    // Her pages stay open with what is kept, and ask again.
    if (me.peek()) askAgain();
    else startProblem.value = problem;
    return false;
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

/** When the server was last heard over the live connection, by its clock; null: never so far. */
export function lastHeard(): number | null {
  const at = connection?.lastHeardAt ?? null;
  return at === null ? null : at + client.skew;
}

client.person = () => me.peek()?.person.id ?? null;
client.onSignedOut = () => {
  if (me.value) loginEnded();
};
client.onOtherPerson = loginEnded;
