import { useEffect, useMemo, useState } from "preact/hooks";
import { usePage } from "../../app/page";
import { openSocket, wakeWithDevice } from "../../app/socket";
import { api } from "../../app/state";
import { Connection } from "../../design/status/Connection";
import { ClosedLink } from "../../design/status/ClosedLink";
import { ErrorState, Loading, wordsFor } from "../../design/status/States";
import { useLoad } from "../../design/status/load";
import { sharedPictures } from "../../protocol/net/api";
import type { ApiError } from "../../protocol/net/client";
import { Live } from "../../protocol/net/live";
import { LiveJob } from "../../protocol/job/live-job";
import type { SharedJob } from "../../protocol/net/wire";
import { t } from "../../text/client";
import { fullMoment } from "../../text/time";
import { Answer } from "./Answer";
import "./client.css";

export function SharePage({ token }: { token: string }) {
  const shared = useLoad(() => api.shared(token), [token]);
  if (shared.problem && !shared.value)
    return <ShareProblem problem={shared.problem} onRetry={shared.reload} />;
  if (!shared.value) {
    return (
      <main id="main" class="client-page">
        <Loading />
      </main>
    );
  }
  return <Shared token={token} shared={shared.value} />;
}

function Shared({ token, shared }: { token: string; shared: SharedJob }) {
  const { job, live } = useSharedJob(token, shared);
  const document = job.document.value ?? shared.document;
  const words = t().client;
  usePage(`${document.job.number} ${document.job.title}`);
  if (job.problem.value)
    return <ShareProblem problem={job.problem.value} onRetry={() => location.reload()} />;
  return (
    <div class="client">
      <header class="share-top">
        <p>
          <strong>{shared.context.organization.name}</strong>
          {shared.share.label && (
            <span class="quiet"> · {words.sharedFor(shared.share.label)}</span>
          )}
        </p>
        {live && <Connection status={live.status.value} />}
      </header>
      <main id="main" tabIndex={-1}>
        <Answer
          document={document}
          context={shared.context}
          source={sharedPictures(token)}
          live={job}
        />
      </main>
      <footer class="share-foot">
        <p>{words.contact(shared.contact.organization ?? "", shared.contact.contact ?? "")}</p>
        <p class="quiet num">
          {words.sharedUntil(fullMoment(shared.share.expires_at, shared.context.site.time_zone))}
        </p>
      </footer>
    </div>
  );
}

/** The socket speaks as the share, even where somebody is signed in on this device. */
function useSharedJob(token: string, shared: SharedJob) {
  const [live, setLive] = useState<Live | null>(null);
  const job = useMemo(() => {
    const liveJob = new LiveJob(shared.document.job.id, {
      load: async () => (await api.shared(token)).document,
      events: (after) => api.sharedEvents(token, after),
    });
    liveJob.document.value = shared.document;
    return liveJob;
  }, [token]);
  useEffect(() => {
    const connection = wakeWithDevice(
      new Live(
        (missing) => openSocket({ share: token }, missing),
        () => void job.load(),
      ),
    );
    setLive(connection);
    const leave = connection.follow(job);
    return () => {
      leave();
      connection.close();
    };
  }, [job]);
  return { job, live };
}

/** The share is unknown, has ended or was revoked, or its page could not be fetched just now. */
function ShareProblem({ problem, onRetry }: { problem: ApiError; onRetry: () => void }) {
  const words = t().client;
  const unknown = problem.status === 404;
  const closed = [401, 403, 404, 410].includes(problem.status);
  const title = unknown ? words.unknownTitle : closed ? words.goneTitle : t().common.loading;
  usePage(title);
  return (
    <main id="main" class="client-page">
      {closed ? (
        // The server's sentence names whom to ask.
        <ClosedLink title={title}>{unknown ? words.unknownWhat : wordsFor(problem)}</ClosedLink>
      ) : (
        <>
          <h1 class="unseen" tabIndex={-1}>
            {title}
          </h1>
          <ErrorState problem={problem} onRetry={onRetry} />
        </>
      )}
    </main>
  );
}
