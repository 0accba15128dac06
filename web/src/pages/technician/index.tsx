import { useEffect } from "preact/hooks";
import { NotFound } from "../../app/App";
import { lazy } from "../../app/lazy";
import { startOutbox } from "../../app/outbox";
import { route } from "../../app/router";
import { JobPage } from "./JobPage";
import { Today } from "./Today";
import "./technician.css";

const Account = lazy(async () => (await import("../account")).Account);

export function Technician() {
  useEffect(startOutbox, []);
  const [, first = "", second = ""] = route.value.path.split("/");
  if (first === "jobs" && second) return <JobPage key={second} id={second} />;
  if (first === "" || first === "jobs") return <Today />;
  if (first === "account") return <Account />;
  return <NotFound />;
}
