import { LinkButton } from "../design/Button";
import { EmptyState } from "../design/status/States";
import { t } from "../text";
import { usePage } from "./page";

/** The page of an address that leads nowhere. */
export function NotFound() {
  usePage(t().common.notFound);
  return (
    <main id="main" class="start">
      <h1 class="unseen" tabIndex={-1}>
        {t().common.notFound}
      </h1>
      <EmptyState
        icon="search"
        title={t().common.notFound}
        action={<LinkButton href="/">{t().common.home}</LinkButton>}
      >
        {t().common.notFoundWhat}
      </EmptyState>
    </main>
  );
}
