/** What one version of the pages is made of; the build writes it (`web/shell.ts`). */
export interface Shell {
  /** A digest of everything below and of the page itself. */
  version: string;
  /** The page of this version alone loads this file. */
  entry: string;
  /** The files without which no phone opens its pages. */
  files: string[];
  /** Files that are kept together on the devices that use them; the first one says which do. */
  rooms: string[][];
}

/** The first part of each address of ours that is a page; the server has the same (PAGES). */
export const PAGES = [
  ...["", "sign-in", "in", "jobs", "board", "console", "people", "sites", "account"],
  ...["organizations", "s", "j"],
];

/**
 * What a request is answered with: the kept page, a kept file, or by the server alone, as the API,
 * the socket and every other origin are.
 */
export function answerFor(
  { method, mode, url }: Pick<Request, "method" | "mode" | "url">,
  origin: string,
  shell: Shell,
): "page" | "file" | "server" {
  const { origin: theirs, pathname } = new URL(url);
  if (method !== "GET" || theirs !== origin) return "server";
  if (mode === "navigate") return PAGES.includes(pathname.split("/")[1] ?? "") ? "page" : "server";
  return isHashed(pathname) || shell.files.includes(pathname) ? "file" : "server";
}

/** Whether the file's name changes with its content. */
export const isHashed = (file: string) => file.startsWith("/assets/");

/** The name that a file has in every version. */
export const stemOf = (file: string) => file.replace(/-[\w-]{8}(?=\.\w+$)/, "");

/**
 * Whether an answer is the file that was asked for, or, for "/", the page of this version. A network
 * that asks for a login answers with a page of its own, or leads to one; another web machine may
 * have another version.
 */
export async function isOurs(file: string, answer: Response, { entry }: Shell): Promise<boolean> {
  const isPage = answer.headers.get("Content-Type")?.startsWith("text/html") ?? false;
  if (!answer.ok || answer.redirected || isPage !== (file === "/")) return false;
  return !isPage || (await answer.clone().text()).includes(entry);
}
