interface Pattern {
  source: RegExp;
  translation: string;
}

/**
 * A function that translates sentences, also those with a variable part, such as `{name}`. The part
 * goes where the translation has the same `{name}`: as it is, or by the list of that name in
 * `words`; a part that is not in its list has no translation. The function returns null for a
 * sentence without one.
 */
export function phrasebook(
  sentences: Record<string, string>,
  words: Record<string, Record<string, string>>,
): (sentence: string) => string | null {
  const whole = new Map(Object.entries(sentences));
  const lists = new Map(
    Object.entries(words).map(([name, list]) => [name, new Map(Object.entries(list))]),
  );
  const patterns = [...whole].filter(([sentence]) => sentence.includes("{")).map(pattern);
  const filled = ({ source, translation }: Pattern, text: string): string | null => {
    const parts = source.exec(text)?.groups;
    if (!parts) return null;
    const own = new Map(
      Object.entries(parts).map(([name, part]) => [
        name,
        lists.has(name) ? lists.get(name)?.get(part) : part,
      ]),
    );
    if ([...own.values()].includes(undefined)) return null;
    return translation.replace(/\{(\w+)\}/g, (_, name: string) => own.get(name) ?? "");
  };
  return (sentence) => {
    if (whole.has(sentence)) return whole.get(sentence) ?? null;
    for (const each of patterns) {
      const translation = filled(each, sentence);
      if (translation) return translation;
    }
    return null;
  };
}

function pattern([sentence, translation]: [string, string]): Pattern {
  const source = sentence.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{(\w+)\}/g, "(?<$1>.*?)");
  return { source: new RegExp(`^${source}$`, "s"), translation };
}
