import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cruise, type IFlattenedRuleSet } from "dependency-cruiser";
import { afterAll, beforeAll, expect, test } from "vitest";

const { forbidden } = createRequire(import.meta.url)("../.dependency-cruiser.cjs") as Required<
  Pick<IFlattenedRuleSet, "forbidden">
>;

/** One file of each layer, each importing the one before it. */
const LAYERS = [
  "protocol/net/wire.ts",
  "device/media/still.ts",
  "text/index.ts",
  "design/Button.tsx",
  "app/state.ts",
  "pages/job/assets.ts",
  "pages/check/CheckLine.tsx",
  "pages/desk/CallLine.tsx",
  "pages/account/index.tsx",
  "pages/expert/console/Console.tsx",
  "pages/office/index.tsx",
  "app/App.tsx",
  "main.tsx",
];

/** The rule that each wrong import breaks: the file that imports, and what it imports. */
const PLANTED: Record<string, [file: string, wrong: string]> = {
  "no-circle": ["protocol/net/wire.ts", "protocol/net/twin.ts"],
  "protocol-alone": ["protocol/net/client.ts", "device/media/still.ts"],
  "worker-alone": ["worker/sw.ts", "protocol/net/wire.ts"],
  "worker-apart": ["device/network.ts", "worker/sw.ts"],
  "device-below-text": ["device/network.ts", "text/index.ts"],
  "text-below-design": ["text/size.ts", "design/Button.tsx"],
  "design-below-app": ["design/Card.tsx", "app/state.ts"],
  "app-below-pages": ["app/lists.ts", "pages/job/assets.ts"],
  "router-on-top": ["pages/client/index.tsx", "app/App.tsx"],
  "job-below-pages": ["pages/job/Photo.tsx", "pages/desk/CallLine.tsx"],
  "check-below-pages": ["pages/check/CheckSheet.tsx", "pages/desk/CallLine.tsx"],
  "second-factor-below-pages": [
    "pages/second-factor/FactorSetUp.tsx",
    "pages/sign-in/SignInPage.tsx",
  ],
  "desk-below-pages": ["pages/desk/Joins.tsx", "pages/expert/console/Console.tsx"],
  "pages-apart": ["pages/technician/index.tsx", "pages/expert/console/Console.tsx"],
  "office-apart": ["pages/office/board/Board.tsx", "pages/client/Answer.tsx"],
  "words-of-account": ["pages/client/index.tsx", "text/account.ts"],
  "words-of-call": ["pages/technician/job/ActionBar.tsx", "text/call.ts"],
  "words-of-client": ["pages/job/assets.ts", "text/client.ts"],
  "words-of-desk": ["app/calls/calls.ts", "text/desk.ts"],
};

let root = "";

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "layers-"));
});

afterAll(() => rmSync(root, { recursive: true }));

function write(house: string, file: string, imports: string[]): void {
  const lines = imports.map((name) => `import type { Planted } from "${pathTo(file, name)}";`);
  const path = join(root, house, "src", file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, [...lines, "export type Planted = string;", ""].join("\n"));
}

function pathTo(file: string, name: string): string {
  const up = "../".repeat(file.split("/").length - 1) || "./";
  return up + name.replace(/\.tsx?$/, "");
}

/** The names of the rules that a source tree of its own breaks. */
async function broken(house: string): Promise<string[]> {
  const { output } = await cruise(["src"], {
    ...{ baseDir: join(root, house), tsPreCompilationDeps: true },
    ...{ validate: true, ruleSet: { forbidden } },
  });
  if (typeof output === "string") throw new Error(output);
  return [...new Set(output.summary.violations.map(({ rule }) => rule.name))];
}

test("layers that import downwards break no rule", async () => {
  LAYERS.forEach((file, at) => write("right", file, LAYERS.slice(at - 1, at)));
  expect(await broken("right")).toEqual([]);
});

test.each(Object.entries(PLANTED))("a wrong import breaks %s", async (rule, [file, wrong]) => {
  write(rule, wrong, rule === "no-circle" ? [file] : []);
  write(rule, file, [wrong]);
  expect(await broken(rule)).toEqual([rule]);
});

test("each rule has a wrong import that breaks it", () => {
  expect(forbidden.map(({ name }) => name)).toEqual(Object.keys(PLANTED));
});
