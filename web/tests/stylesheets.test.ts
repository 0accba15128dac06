import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const SOURCES = join(import.meta.dirname, "../src");
/** It comes with the page itself, before every other one. */
const FIRST = "design/base.css";
const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" });
const read = (file: string) => readFileSync(join(SOURCES, file), "utf8");

interface Rule {
  file: string;
  /** What stands after the class in the selector: attributes and states. */
  rest: string;
  properties: Set<string>;
}

/** The rules of each class whose selector has no other class. */
function rulesByClass(): Map<string, Rule[]> {
  const rules = new Map<string, Rule[]>();
  for (const file of files.filter((name) => name.endsWith(".css") && name !== FIRST)) {
    const text = read(file).replace(/\/\*[\s\S]*?\*\//g, "");
    for (const [, selectors = "", body = ""] of text.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
      const names = [...body.matchAll(/(?:^|;)\s*([a-z-]+):/g)].map(([, name = ""]) => name);
      for (const selector of selectors.split(",")) {
        const alone = /^\.([\w-]+)((?:\[[^\]]*\]|::?[\w-]+)*)$/.exec(selector.trim());
        if (!alone) continue;
        const [, name = "", rest = ""] = alone;
        const rule = { file, rest, properties: new Set(names) };
        rules.set(name, [...(rules.get(name) ?? []), rule]);
      }
    }
  }
  return rules;
}

/** The classes that one element has beside each other, by the words of the sources. */
function classesTogether(): string[][] {
  return files
    .filter((name) => name.endsWith(".tsx"))
    .flatMap((name) => [...read(name).matchAll(/class=\{?["`]([^"`]+)["`]/g)])
    .map(([, words = ""]) => words.replace(/\$\{[^}]*\}/g, " ").split(/\s+/));
}

const weight = ({ rest }: Rule) => (rest.match(/\[|:/g) ?? []).length;

test("two stylesheets do not set one property of an element at the same weight: either may come last", () => {
  const rules = rulesByClass();
  const ties = classesTogether().flatMap((classes) =>
    classes.flatMap((one, at) =>
      classes.slice(at + 1).flatMap((other) =>
        (rules.get(one) ?? []).flatMap((a) =>
          (rules.get(other) ?? [])
            .filter((b) => a.file !== b.file && weight(a) === weight(b))
            .filter((b) => [...a.properties].some((name) => b.properties.has(name)))
            .map((b) => `.${one} in ${a.file} and .${other} in ${b.file}`),
        ),
      ),
    ),
  );
  expect(rules.size).toBeGreaterThan(300);
  expect(ties).toEqual([]);
});
