interface Pattern {
  said: RegExp;
  ours: string;
}

/**
 * Looks sentences up, also those with a part that varies, as a `{name}` in them. What stood there
 * goes where the other sentence has the same `{name}`: as it is, or by the list in `words` of that
 * name, outside of which it has no sentence. Null when there is none.
 */
export function phrasebook(
  sentences: Record<string, string>,
  words: Record<string, Record<string, string>>,
): (said: string) => string | null {
  const whole = new Map(Object.entries(sentences));
  const lists = new Map(
    Object.entries(words).map(([name, list]) => [name, new Map(Object.entries(list))]),
  );
  const patterns = [...whole].filter(([said]) => said.includes("{")).map(pattern);
  const filled = ({ said, ours }: Pattern, text: string): string | null => {
    const parts = said.exec(text)?.groups;
    if (!parts) return null;
    const own = new Map(
      Object.entries(parts).map(([name, part]) => [
        name,
        lists.has(name) ? lists.get(name)?.get(part) : part,
      ]),
    );
    if ([...own.values()].includes(undefined)) return null;
    return ours.replace(/\{(\w+)\}/g, (_, name: string) => own.get(name) ?? "");
  };
  return (said) => {
    if (whole.has(said)) return whole.get(said) ?? null;
    for (const each of patterns) {
      const found = filled(each, said);
      if (found) return found;
    }
    return null;
  };
}

function pattern([said, ours]: [string, string]): Pattern {
  const source = said.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{(\w+)\}/g, "(?<$1>.*?)");
  return { said: new RegExp(`^${source}$`, "s"), ours };
}
