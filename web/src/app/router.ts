import { signal } from "@preact/signals";

const read = () => ({ path: location.pathname, query: new URLSearchParams(location.search) });

export const route = signal(read());

/** Go to a page of ours. `replace`: Back skips the page that is left. */
export function navigate(to: string, options: { replace?: boolean } = {}): void {
  if (options.replace) history.replaceState({}, "", to);
  else if (to !== location.pathname + location.search) history.pushState({}, "", to);
  const previous = route.value.path;
  route.value = read();
  if (previous !== route.value.path) window.scrollTo(0, 0);
}

/** Change the query of this page; null takes a key away. */
export function setQuery(
  change: Record<string, string | null>,
  options: { replace?: boolean } = {},
): void {
  const query = new URLSearchParams(location.search);
  for (const [key, value] of Object.entries(change)) {
    if (value === null || value === "") query.delete(key);
    else query.set(key, value);
  }
  const text = query.toString();
  navigate(location.pathname + (text && `?${text}`), options);
}

/** Follow plain links to our own pages without loading the app anew, unless `mayLoadAnew`. */
export function watchLinks(mayLoadAnew: () => boolean): void {
  addEventListener("popstate", () => {
    if (mayLoadAnew()) location.reload();
    else route.value = read();
  });
  document.addEventListener("click", (click) => {
    if (click.defaultPrevented || click.button !== 0) return;
    if (click.metaKey || click.ctrlKey || click.shiftKey || click.altKey) return;
    const link = (click.target as Element | null)?.closest("a");
    if (!link || link.origin !== location.origin || link.target || link.hasAttribute("download"))
      return;
    if (link.pathname.startsWith("/api/")) return;
    if (link.hash && link.pathname === location.pathname) return;
    if (mayLoadAnew()) return;
    click.preventDefault();
    navigate(link.pathname + link.search);
  });
}
