import { useState } from "preact/hooks";
import { LeftHere } from "../../app/kept/LeftHere";
import { NotFound } from "../../app/NotFound";
import { lazy } from "../../app/lazy";
import { navigate, route, setQuery } from "../../app/router";
import { mayDispatch } from "../../app/may";
import { me } from "../../app/state";
import { Boundary } from "../../design/status/Boundary";
import { DeskCallHost } from "../expert/console/DeskCallHost";
import { AllJobs } from "./jobs/AllJobs";
import { Board } from "./board/Board";
import { JobPanel } from "./jobs/JobPanel";
import { NewJobSheet } from "./jobs/JobForm";
import { OfficeTop } from "./OfficeTop";
import "./office.css";

const Account = lazy(async () => (await import("../account")).Account);
const Console = lazy(async () => (await import("../expert/console/Console")).Console);
const People = lazy(async () => (await import("./people/People")).People);
const Places = lazy(async () => (await import("./places/Places")).Places);

export function Office() {
  const [creating, create] = useState(false);
  const [, first = "", second = ""] = route.value.path.split("/");
  const page = pageOf(first, second);
  // The console has a place of its own for the job.
  const beside = page === "console" ? null : route.value.query.get("job");
  if (!page) return <NotFound />;
  const onCreate = mayDispatch() ? () => create(true) : null;
  return (
    <div class="office">
      <OfficeTop onCreate={onCreate} />
      <DeskCallHost console={page === "console"} />
      <LeftHere />
      <div class={beside ? "office-body office-split" : "office-body"}>
        <main id="main" class="office-main" tabIndex={-1}>
          <Boundary of={route.value.path}>
            <OfficePage page={page} id={second} onCreate={onCreate} />
          </Boundary>
        </main>
        {beside && (
          <Boundary of={beside}>
            <JobPanel key={beside} id={beside} onClose={() => setQuery({ job: null })} />
          </Boundary>
        )}
      </div>
      {creating && (
        <NewJobSheet
          onClose={() => create(false)}
          onCreated={(job) => {
            create(false);
            navigate(`/?job=${job.id}`);
          }}
        />
      )}
    </div>
  );
}

interface OfficePageProps {
  page: string;
  id: string;
  onCreate: (() => void) | null;
}

function OfficePage({ page, id, onCreate }: OfficePageProps) {
  if (page === "console") return <Console />;
  if (page === "board") return <Board onCreate={onCreate} />;
  if (page === "jobs") return <AllJobs />;
  if (page === "job") return <JobPanel key={id} id={id} />;
  if (page === "people") return <People />;
  return page === "sites" ? <Places /> : <Account inside />;
}

function pageOf(first: string, second: string): string | null {
  if (first === "") return me.value?.person.role === "expert" ? "console" : "board";
  if (first === "jobs") return second ? "job" : "jobs";
  if (first === "organizations" && !second) return "sites";
  return ["console", "board", "people", "sites", "account"].includes(first) && !second
    ? first
    : null;
}
