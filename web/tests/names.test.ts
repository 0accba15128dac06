import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

/** Milliseconds: a busy machine parses all sources in seconds. */
const PARSING = 60_000;
const SOURCES = fileURLToPath(new URL("../src", import.meta.url));

/** The names of the types, classes and components that a source text defines, each once. */
function definedIn(text: string): string[] {
  const source = ts.createSourceFile("source.tsx", text, ts.ScriptTarget.Latest, true);
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (isDefinition(node) && node.name) names.add(node.name.getText(source));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...names].filter((name) => /^[A-Z]/.test(name));
}

type Named = ts.Node & { name?: ts.Node };

function isDefinition(node: ts.Node): node is Named {
  if (ts.isVariableDeclaration(node)) return isFunctionOrClass(node.initializer);
  return (
    ts.isTypeAliasDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isFunctionDeclaration(node)
  );
}

function isFunctionOrClass(node: ts.Node | undefined): boolean {
  return (
    node !== undefined &&
    (ts.isArrowFunction(node) || ts.isFunctionExpression(node) || ts.isClassExpression(node))
  );
}

/** Each name that several files define, with those files. */
function definedTwice(texts: Record<string, string>): Record<string, string[]> {
  const homes = new Map<string, string[]>();
  for (const [file, text] of Object.entries(texts)) {
    for (const name of definedIn(text)) homes.set(name, [...(homes.get(name) ?? []), file]);
  }
  return Object.fromEntries([...homes].filter(([, files]) => files.length > 1));
}

test.each([
  "export interface Visit {}",
  "type Visit = string;",
  "enum Visit {}",
  "class Visit {}",
  "export function Visit() {}",
  "const Visit = () => null;",
  "const Visit = function () {};",
  "const Visit = class {};",
])("%s is a second thing of that name", (text) => {
  const planted = { "visits.ts": "export type Visit = number;", "Visit.tsx": text };
  expect(definedTwice(planted)).toEqual({ Visit: ["visits.ts", "Visit.tsx"] });
});

test("a name that is imported, loaded when needed or written in small letters is no second thing", () => {
  const texts = {
    "a.ts": "export class Visit {}\nfunction visit() {}",
    "b.ts": 'import { Visit } from "./a";\nfunction visit(): Visit | null { return null; }',
    "c.ts": 'const Visit = lazy(async () => (await import("./a")).Visit);',
  };
  expect(definedTwice(texts)).toEqual({});
});

test("a type, a class or a component has a name of its own", { timeout: PARSING }, () => {
  const files = readdirSync(SOURCES, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(SOURCES, join(entry.parentPath, entry.name)));
  expect(files.length).toBeGreaterThan(200);
  const texts = files.map((file) => [file, readFileSync(join(SOURCES, file), "utf8")]);
  expect(definedTwice(Object.fromEntries(texts))).toEqual({});
});
