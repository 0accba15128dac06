import { useEffect } from "preact/hooks";
import { navigate } from "../../../app/router";
import { api } from "../../../app/state";
import { useLoad } from "../../../design/status/load";
import { EmptyState, Waiting } from "../../../design/status/States";
import { t } from "../../../text";

/** A guest who came by a join link has one job, and is led to it. */
export function GuestHome() {
  const jobs = useLoad(() => api.jobs({ limit: 1 }), []);
  const job = jobs.value?.items[0]?.id;
  useEffect(() => {
    if (job) navigate(`/jobs/${job}`, { replace: true });
  }, [job]);
  return (
    <main id="main" class="start">
      <h1 class="unseen" tabIndex={-1}>
        {t().common.loading}
      </h1>
      <Waiting on={jobs} />
      {jobs.value && !job && <EmptyState icon="link" title={t().common.guestOver} />}
    </main>
  );
}
