import { describe, expect, test } from "vitest";
import { filesAhead } from "../ahead";
import { chunkOf } from "../chunks";
import type { Chunk } from "../shell";

const page = (name: string) => `/web/src/pages/${name}`;
const TECHNICIAN = page("technician/index.tsx");
const OFFICE = page("office/index.tsx");
const SHARE = page("client/SharePage.tsx");
const SIGN_IN = page("sign-in/index.tsx");
const CALL = page("technician/call/index.tsx");

/** Which modules import a module, and which load it later. */
const IMPORTERS: Record<string, [static_: string[], later?: string[]]> = {
  "/web/index.html": [[]],
  "/web/src/main.tsx": [["/web/index.html"]],
  [TECHNICIAN]: [[], ["/web/src/main.tsx"]],
  [OFFICE]: [[], ["/web/src/main.tsx"]],
  [SHARE]: [[], ["/web/src/main.tsx"]],
  [SIGN_IN]: [[], ["/web/src/main.tsx"]],
  [CALL]: [[], [TECHNICIAN]],
  "/web/src/words.ts": [["/web/src/main.tsx", TECHNICIAN]],
  "/web/src/notice.ts": [[SIGN_IN, "/web/src/capture.ts"]],
  "/web/src/photo.ts": [[SHARE, "/web/src/capture.ts", OFFICE]],
  "/web/src/job.ts": [["/web/src/capture.ts", OFFICE]],
  "/web/src/capture.ts": [[TECHNICIAN, CALL]],
  "/web/src/board.ts": [[OFFICE]],
  "/web/docs.html": [[]],
  "/web/src/trouble.ts": [["/web/docs.html", SIGN_IN, TECHNICIAN]],
};

const modules = {
  getModuleInfo: (id: string) => {
    const [importers, dynamicImporters = []] = IMPORTERS[id] ?? [[]];
    return { isEntry: id.endsWith(".html"), importers, dynamicImporters };
  },
};

describe("a module that a technician's page loads is in the chunk of", () => {
  test.each([
    ["the sign-in, which loads it as well", "/web/src/notice.ts", "entrance"],
    ["a share, which loads it as well", "/web/src/photo.ts", "evidence"],
    ["all who work on a job", "/web/src/job.ts", "work"],
    ["a phone's pages alone", "/web/src/capture.ts", "technician"],
    ["a phone's pages alone, the first of them too", TECHNICIAN, "technician"],
  ])("%s", (_whose, id, chunk) => {
    expect(chunkOf(id, modules)).toBe(chunk);
  });

  test.each(["/web/src/words.ts", "/web/src/trouble.ts", "/web/src/board.ts", OFFICE, CALL])(
    "none of them: the bundler chooses that of %s",
    (id) => {
      expect(chunkOf(id, modules)).toBeNull();
    },
  );
});

function chunk(
  name: string,
  imports: string[],
  later: string[] = [],
  styles: string[] = [],
): Chunk {
  return {
    fileName: `${name}.js`,
    moduleIds: [page(`${name}.tsx`)],
    imports: imports.map((each) => `${each}.js`),
    dynamicImports: later.map((each) => `${each}.js`),
    viteMetadata: { importedCss: new Set(styles), importedAssets: new Set(), __modules: null },
  };
}

test("a technician's phone asks at once for what her pages need besides every page's files", () => {
  const chunks = [
    chunk("main", ["kit"], ["technician/index", "office/index"]),
    chunk("kit", [], [], ["kit.css"]),
    chunk("technician/index", ["kit", "work"], ["call"], ["phone.css"]),
    chunk("work", ["kit"], [], ["work.css"]),
    chunk("office/index", ["work"]),
    chunk("call", ["work"]),
  ];
  expect(filesAhead("main.js", chunks)).toEqual([
    ...["technician/index.js", "phone.css", "work.js", "work.css"],
  ]);
});
