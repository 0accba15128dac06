import { useEffect, useLayoutEffect } from "preact/hooks";
import { t } from "../text";

let first = true;

/**
 * Name the page; after a change of page the focus goes to its heading, so that it is read out. A
 * search field keeps the focus while somebody types: the results come beneath it.
 */
export function usePage(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · ${t().common.name}` : t().common.name;
  }, [title]);
  // This runs before the page is painted: later it would take the focus from a person who tabs on.
  useLayoutEffect(() => {
    const typing = document.activeElement?.closest("[role=search]");
    if (!first && !typing) document.querySelector<HTMLElement>("main h1")?.focus();
    first = false;
  }, []);
}
