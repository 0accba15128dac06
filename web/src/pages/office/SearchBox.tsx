import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { navigate, route } from "../../app/router";
import { Icon } from "../../design/Icon";
import { t } from "../../text/desk";

const TYPING = 250;

function search(query: string): void {
  const replace = route.value.path === "/jobs";
  navigate(query.trim() ? `/jobs?q=${encodeURIComponent(query.trim())}` : "/jobs", { replace });
}

/** "/" leads to the field, unless somebody types elsewhere. */
function useSlash(field: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const slash = (event: KeyboardEvent) => {
      const typing = (event.target as Element).closest("input, textarea, select, dialog");
      if (event.key !== "/" || typing || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      field.current?.focus();
    };
    addEventListener("keydown", slash);
    return () => removeEventListener("keydown", slash);
  }, []);
}

/** One box that finds a job by number, reference, tag, serial or words. */
export function SearchBox() {
  const field = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const there = route.value.path === "/jobs" ? (route.value.query.get("q") ?? "") : "";
  const [text, set] = useState(there);
  useSlash(field);
  useEffect(() => {
    if (document.activeElement !== field.current) set(there);
  }, [there]);
  const go = (query: string, after: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => search(query), after);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    go(text, 0);
  };
  return (
    <form class="search" role="search" onSubmit={submit}>
      <Icon name="search" />
      <input
        ref={field}
        type="search"
        class="search-field"
        aria-label={t().office.search}
        title={`${t().office.search}  /`}
        placeholder={t().office.searchShort}
        value={text}
        onInput={(event) => {
          set(event.currentTarget.value);
          go(event.currentTarget.value, TYPING);
        }}
      />
    </form>
  );
}
