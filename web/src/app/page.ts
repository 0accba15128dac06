import { useEffect, useLayoutEffect } from "preact/hooks";
import { t } from "../text";

let first = true;

/**
 * Name the page; after a change of page the focus goes to its heading, so that it is read out. Who
 * is typing a search keeps the focus: the results come beneath what she types.
 */
export function usePage(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · ${t().common.name}` : t().common.name;
  }, [title]);
  // Before the page is painted: an effect after it takes the focus from who has tabbed on already.
  useLayoutEffect(() => {
    const typing = document.activeElement?.closest("[role=search]");
    if (!first && !typing) document.querySelector<HTMLElement>("main h1")?.focus();
    first = false;
  }, []);
}
