import { useEffect } from "preact/hooks";
import { NotFound } from "../../app/NotFound";
import { lazy } from "../../app/lazy";
import { startOutbox } from "../../app/outbox";
import { route } from "../../app/router";
import { me } from "../../app/state";
import { Boundary } from "../../design/status/Boundary";
import { CallHost, onCallPage } from "./call/CallHost";
import { GuestHome } from "./day/GuestHome";
import { JobPage } from "./job/JobPage";
import { lookAtPhone } from "./day/phone-facts";
import { Today } from "./day/Today";
import "./technician.css";
import "./job/job.css";

const Account = lazy(async () => (await import("../account")).Account);

export function Technician() {
  useEffect(startOutbox, []);
  return (
    <>
      <CallHost />
      <div class="behind-call" inert={onCallPage()}>
        <Boundary of={route.value.path} whole>
          <TechnicianPages />
        </Boundary>
      </div>
    </>
  );
}

/** A guest has one job and nothing else. */
function TechnicianPages() {
  const [, first = "", second = ""] = route.value.path.split("/");
  const guest = me.value?.person.role === "guest";
  if (first === "jobs" && second) return <JobPage key={second} id={second} />;
  if (first === "" || first === "jobs") return guest ? <GuestHome /> : <Today />;
  if (first === "account" && !guest) return <Account phone={lookAtPhone} />;
  return <NotFound />;
}
