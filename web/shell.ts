import { createHash } from "node:crypto";
import type { Plugin, Rolldown } from "vite";
import type { Shell } from "./src/worker/answers";

export type Chunk = Pick<
  Rolldown.OutputChunk,
  "fileName" | "moduleIds" | "imports" | "dynamicImports" | "viteMetadata"
>;
type Chunks = Map<string, Chunk>;

/**
 * What a phone on site does without: each room is kept where the first of its modules is used.
 */
const ROOMS = [[/\/pages\/office\/index\.tsx$/], [/\/text\/de\/index\.ts$/, /\/text\/de\//]];
const BESIDES = ["/favicon.svg"];

/** Writes the list of what this version is made of into the service worker. */
export function shell(): Plugin {
  return {
    name: "shell",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const [worker, page] = [bundle["sw.js"], bundle["index.html"]];
        if (worker?.type !== "chunk" || page?.type !== "asset")
          throw new Error("the service worker needs the page and its own chunk");
        const chunks = Object.values(bundle).filter((each) => each.type === "chunk");
        const entry = chunks.find(({ isEntry, name }) => isEntry && name === "index");
        if (!entry) throw new Error("the page has no script");
        const files = { entry: `/${entry.fileName}`, ...filesOf(entry.fileName, chunks, ROOMS) };
        const digest = createHash("sha256").update(JSON.stringify(files) + page.source);
        const made: Shell = { version: digest.digest("hex").slice(0, 16), ...files };
        worker.code = `const SHELL=${JSON.stringify(made)};${worker.code}`;
      },
    },
  };
}

/**
 * The files of a page, and of each room that it opens those which the page has not itself. A room is
 * the modules by which its chunks are loaded.
 */
export function filesOf(
  entry: string,
  list: Chunk[],
  rooms: RegExp[][],
): Pick<Shell, "files" | "rooms"> {
  const chunks: Chunks = new Map(list.map((chunk) => [chunk.fileName, chunk]));
  const doors = rooms.map((room) => [
    ...new Set(room.flatMap((module) => chunksOf(module, chunks))),
  ]);
  const files = reached([entry], chunks, doors.flat());
  return {
    files: [...files.map(address), ...BESIDES],
    rooms: doors.map((room) => {
      const others = doors.filter((other) => other !== room).flat();
      const own = reached(room, chunks, others).filter((file) => !files.includes(file));
      return own.map(address);
    }),
  };
}

/** The chunks that these modules are in. */
export function chunksOf(module: RegExp, chunks: Chunks): string[] {
  const found = [...chunks.values()].filter(({ moduleIds }) =>
    moduleIds.some((id) => module.test(id)),
  );
  if (found.length === 0) throw new Error(`no chunk is ${module}`);
  return found.map(({ fileName }) => fileName);
}

/** The chunks that are loaded from these on, sooner or later, with their styles. */
function reached(from: string[], chunks: Chunks, besides: string[]): string[] {
  return followed(from, chunks, ({ imports, dynamicImports }) =>
    [...imports, ...dynamicImports].filter((name) => !besides.includes(name)),
  );
}

/** The chunks that are loaded together with these, with their styles. */
export function loadedWith(from: string[], chunks: Chunks): string[] {
  return followed(from, chunks, ({ imports }) => imports);
}

function followed(from: string[], chunks: Chunks, next: (chunk: Chunk) => string[]): string[] {
  const files = new Set<string>();
  const add = (name: string) => {
    const chunk = chunks.get(name);
    if (!chunk || files.has(name)) return;
    files.add(name);
    for (const style of chunk.viteMetadata?.importedCss ?? []) files.add(style);
    next(chunk).forEach(add);
  };
  from.forEach(add);
  return [...files];
}

const address = (file: string) => `/${file}`;
