/**
 * The service worker: the pages open without a network. It keeps the page and its files, a version
 * in a cache each; nothing of a person, no address, and nothing that the API answers.
 */
import { answerFor, isHashed, isOurs, type Shell, stemOf } from "./answers";

declare const self: ServiceWorkerGlobalScope;
/** The build writes this version's in front of the code. */
declare const SHELL: Shell;

const NAME = "shell-";
const HERE = NAME + SHELL.version;
const PAGE = "/index.html";
/** The mark in the cache of the version that has the pages. */
const IN_USE = "/in-use";
const ANY = { ignoreVary: true };

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("fetch", (event) => {
  const answer = answerFor(event.request, self.location.origin, SHELL);
  if (answer === "page") event.respondWith(page(event));
  else if (answer === "file") event.respondWith(file(event));
});
self.addEventListener("message", (event) => {
  // A page asks for it when nobody is disturbed; until then an earlier version has the pages.
  if (event.data === "take over") void self.skipWaiting();
});

/** All or nothing: a worker with half of its files would never open a page without a network. */
async function fill(): Promise<void> {
  const used = await Promise.all(SHELL.rooms.map(isUsed));
  await keep([...SHELL.files, ...SHELL.rooms.filter((_, place) => used[place]).flat()]);
  await (await caches.open(HERE)).put(PAGE, await fetched("/"));
}

/** A room is used on this device if the browser has just fetched it, or a version before kept it. */
async function isUsed([first = ""]: string[]): Promise<boolean> {
  const asked = { cache: "only-if-cached", mode: "same-origin" } as const;
  if ((await fetch(first, asked).catch(() => null))?.ok) return true;
  const names = await caches.keys();
  const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return kept.flat().some(({ url }) => stemOf(new URL(url).pathname) === stemOf(first));
}

async function keep(files: string[]): Promise<void> {
  const shell = await caches.open(HERE);
  const missing = async (file: string) => {
    if (await shell.match(file, ANY)) return;
    const earlier = isHashed(file) ? await caches.match(file, ANY) : undefined;
    await shell.put(file, earlier ?? (await fetched(file)));
  };
  await Promise.all(files.map(missing));
}

/** A file from the server; one whose name has a hash comes from the browser's own cache if it can. */
async function fetched(file: string): Promise<Response> {
  const cache = isHashed(file) ? "default" : "no-cache";
  const answer = await fetch(file, { cache, credentials: "omit" });
  if (!(await isOurs(file, answer, SHELL))) throw new Error(`${file} is not ours`);
  return answer;
}

/**
 * The version that had the pages until now stays: a tab that shows it still loads code of it, which
 * the server has no more. Everything older goes, and what never had the pages.
 */
async function takeOver(): Promise<void> {
  for (const name of (await caches.keys()).filter((each) => each.startsWith(NAME))) {
    const wasInUse = name === HERE || (await (await caches.open(name)).delete(IN_USE));
    if (!wasInUse) await caches.delete(name);
  }
  await (await caches.open(HERE)).put(IN_USE, new Response());
  await self.clients.claim();
}

async function page(event: FetchEvent): Promise<Response> {
  const shell = await caches.open(HERE);
  const kept = await shell.match(PAGE, ANY);
  if (!kept) return fetch(event.request);
  event.waitUntil(refresh(shell, kept.clone()).catch(() => {}));
  return kept;
}

/** The headers of a page follow the server's settings: those of the same page are kept anew. */
async function refresh(shell: Cache, kept: Response): Promise<void> {
  const fresh = await fetched("/");
  if ((await fresh.clone().text()) === (await kept.text())) await shell.put(PAGE, fresh);
}

async function file(event: FetchEvent): Promise<Response> {
  const { pathname } = new URL(event.request.url);
  const shell = await caches.open(HERE);
  const kept = (await shell.match(pathname, ANY)) ?? (await caches.match(pathname, ANY));
  if (kept) return kept;
  const room = SHELL.rooms.find((each) => each.includes(pathname));
  if (room) event.waitUntil(keep(room).catch(() => {}));
  return fetch(event.request);
}
