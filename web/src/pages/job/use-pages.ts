import { useCallback, useState } from "preact/hooks";
import { asApiError, useLoad } from "../../design/status/load";
import type { ApiError } from "../../protocol/net/client";
import type { Page } from "../../protocol/net/wire";

export interface Pages<Item> {
  value: Item[] | null;
  problem: ApiError | null;
  reload: () => void;
  /** Fetches the next page; null when all is shown. */
  more: (() => void) | null;
}

/** A list by cursor: the first page is refreshed by `reload`, further ones are appended. */
export function usePages<Item extends { id: string }>(
  fetch: (after?: string) => Promise<Page<Item>>,
  keys: readonly unknown[],
): Pages<Item> {
  const first = useLoad(() => fetch(), keys);
  const [rest, setRest] = useState<{ under: unknown; items: Item[]; next: string | null } | null>(
    null,
  );
  const [problem, setProblem] = useState<ApiError | null>(null);
  const base = JSON.stringify(keys);
  const appended = rest?.under === base ? rest : null;
  const next = appended ? appended.next : (first.value?.next ?? null);
  const more = useCallback(() => {
    if (!next) return;
    fetch(next).then(
      (page) =>
        setRest({
          under: base,
          items: [...(appended?.items ?? []), ...page.items],
          next: page.next,
        }),
      (error: unknown) => setProblem(asApiError(error)),
    );
  }, [next, base, appended]);
  const ids = new Set(first.value?.items.map((item) => item.id));
  const value = first.value && [
    ...first.value.items,
    ...(appended?.items ?? []).filter((item) => !ids.has(item.id)),
  ];
  return {
    value,
    problem: first.problem ?? problem,
    reload: first.reload,
    more: next ? more : null,
  };
}
