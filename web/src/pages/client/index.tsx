import { LeftHere } from "../../app/kept/LeftHere";
import { useState } from "preact/hooks";
import { NotFound } from "../../app/NotFound";
import { lazy } from "../../app/lazy";
import { usePage } from "../../app/page";
import { navigate, route } from "../../app/router";
import { live, me } from "../../app/state";
import { useJob } from "../../app/use-job";
import { LinkButton } from "../../design/Button";
import { Boundary } from "../../design/status/Boundary";
import { Connection } from "../../design/status/Connection";
import { BrandMark } from "../../design/Icon";
import { ErrorState, Loading } from "../../design/status/States";
import { jobPictures } from "../../protocol/net/api";
import { t } from "../../text";
import { Answer } from "./Answer";
import { JobList } from "./JobList";
import { OwnRequest } from "./OwnRequest";
import { RequestSheet } from "./RequestSheet";
import "./client.css";

const Account = lazy(async () => (await import("../account")).Account);

export function Client() {
  const [requesting, request] = useState(false);
  const [, first = "", second = ""] = route.value.path.split("/");
  const home = (first === "" || first === "jobs") && !second;
  if (!home && first !== "account" && !(first === "jobs" && second)) return <NotFound />;
  return (
    <div class="client">
      <header class="client-top no-print">
        <a class="client-name" href="/">
          <BrandMark />
          <span>{me.value?.organization.name}</span>
        </a>
        <Connection status={live().status.value} />
        <LinkButton href="/account" kind="quiet" icon="person" iconOnly>
          {t().common.account}
        </LinkButton>
      </header>
      <main id="main" tabIndex={-1}>
        <LeftHere />
        <Boundary of={route.value.path}>
          {home && <JobList onRequest={() => request(true)} />}
          {first === "jobs" && second && <ClientJob key={second} id={second} />}
          {first === "account" && <Account inside />}
        </Boundary>
      </main>
      {requesting && (
        <RequestSheet
          onClose={() => request(false)}
          onCreated={(job) => {
            request(false);
            navigate(`/jobs/${job.id}`);
          }}
        />
      )}
    </div>
  );
}

function ClientJob({ id }: { id: string }) {
  const open = useJob(id);
  const { document, context } = open;
  usePage(document ? `${document.job.number} ${document.job.title}` : t().common.loading);
  if (open.problem) return <ErrorState problem={open.problem} onRetry={open.reload} />;
  if (!document || !context) return <Loading />;
  const requested = document.job.state === "requested";
  const refresh = async () => void (await open.live.catchUp());
  const actions = requested && <OwnRequest job={document.job} onChanged={refresh} />;
  return (
    <Answer
      document={document}
      context={context}
      source={jobPictures(id)}
      live={open.live}
      back
      actions={actions}
    />
  );
}
