import { useEffect, useRef } from "preact/hooks";
import { inCall, openCall } from "../../../app/calls/open-call";
import { watchLists } from "../../../app/lists";
import { route } from "../../../app/router";
import { api, live, me } from "../../../app/state";
import { wall } from "../../../app/calls/wall";
import { PriorityBadge } from "../../../design/status/Badge";
import { Button } from "../../../design/Button";
import { JobClock } from "../../../design/status/Clock";
import "../../../design/status/connection.css";
import { Trouble, Waiting } from "../../../design/status/States";
import { useAction, useLoad } from "../../../design/status/load";
import type { Peer } from "../../../protocol/call/peer";
import type { Call, JobRow } from "../../../protocol/net/wire";
import { t } from "../../../text/desk";
import { consolePath, elsewhere, joinCall } from "../../../app/calls/desk-calls";
import { camera } from "../../../app/calls/own-devices";
import { OwnPicture } from "../devices/OwnPicture";
import { useStream } from "./stage/use-stream";
import { RingCards } from "./RingCard";
import { rings } from "../../../app/calls/rings";
import { mainPeer } from "./stage/peers";
import { SiteColumn } from "../wall/Sites";
import "./queue.css";

/** The left side: the calls that ring, the jobs on site, and whether this page can be rung. */
export function Queue() {
  const words = t().expert.queue;
  const count = rings.value.filter((ring) => !ring.gone).length;
  const others = elsewhere();
  return (
    <div class="console-queue" role="region" aria-label={words.label} tabIndex={0}>
      <section class="console-part" aria-label={words.waiting}>
        <h2>
          {words.waiting} <span class="quiet num">{count || ""}</span>
        </h2>
        <RingCards />
        {rings.value.length === 0 && <p class="quiet">{words.none}</p>}
        {others.map((call) => (
          <CallElsewhere key={call.session.id} call={call} />
        ))}
      </section>
      {openCall.value && <SiteColumn />}
      <OnSite />
      <div class="console-foot">
        <OtherPictures />
        {camera.value && <OwnPicture track={camera.value} />}
        <Readiness />
      </div>
    </div>
  );
}

/** The expert's own call that another page or device has. */
function CallElsewhere({ call }: { call: Call }) {
  const words = t().expert.queue;
  const taking = useAction();
  const names = call.session.participants
    .filter((each) => each.role !== "expert" && !each.left_at)
    .map((each) => each.name)
    .join(", ");
  const press = () => taking.run(() => joinCall(call.job_id, call.session.id));
  return (
    <article class="ring" aria-label={call.job_number}>
      <p>{names ? words.elsewhere(names) : words.elsewhereWho}</p>
      <p class="ring-title num">
        {call.job_number} · {call.job_title}
      </p>
      <Button busy={taking.busy} onClick={() => void press()}>
        {words.takeHere}
      </Button>
      <Trouble problem={taking.problem} />
    </article>
  );
}

function OnSite() {
  const words = t().expert.queue;
  const list = useLoad(() => api.jobs({ state: "on_site", limit: 50 }), []);
  useEffect(() => watchLists(list.reload), [list.reload]);
  const rows = list.value?.items;
  return (
    <section class="console-part console-jobs" aria-label={words.onSite}>
      <h2>
        {words.onSite} <span class="quiet num">{rows?.length || ""}</span>
      </h2>
      <Waiting on={list} lines={2} />
      {rows?.length === 0 && <p class="quiet">{words.onSiteNone}</p>}
      {rows?.map((row) => (
        <QueueJob key={row.id} row={row} />
      ))}
    </section>
  );
}

function QueueJob({ row }: { row: JobRow }) {
  const open = route.value.query.get("job") === row.id;
  const names = row.technicians.map((technician) => technician.name).join(", ");
  return (
    <a
      class="queue-job"
      href={`${consolePath()}?job=${row.id}`}
      aria-current={open ? "true" : undefined}
    >
      <span class="queue-job-top num">
        {row.number} <PriorityBadge priority={row.priority} />
      </span>
      <span class="queue-job-title">{row.title}</span>
      <span class="queue-job-more">{[row.site_name, names].filter(Boolean).join(" · ")}</span>
      <JobClock job={row} zone={row.time_zone} />
    </a>
  );
}

/**
 * The cameras of the other experts in the call are small: the picture from the site is what counts.
 */
function OtherPictures() {
  const peers = (inCall() && openCall.value?.call.peers.value) || [];
  const main = mainPeer(peers);
  const pictured = peers.filter(
    (peer) => peer !== main && peer.device?.camera === "on" && peer.stream,
  );
  return (
    <>
      {pictured.map((peer) => (
        <OtherPicture key={peer.participant} peer={peer} />
      ))}
    </>
  );
}

function OtherPicture({ peer }: { peer: Peer }) {
  const video = useRef<HTMLVideoElement>(null);
  useStream(video, peer.stream);
  return (
    <figure class="console-other">
      <video
        ref={video}
        aria-label={t().expert.stage.picture(peer.name)}
        autoplay
        muted
        playsInline
      />
      <figcaption>{peer.name}</figcaption>
    </figure>
  );
}

/** Whether this page can be rung, in words: a green dot alone has made people miss calls. */
function Readiness() {
  const words = t().expert.ready;
  const status = live().status.value;
  const rung = me.value?.person.role === "expert" ? words.online : words.onlineOffice;
  const line = {
    live:
      inCall() || elsewhere().length > 0
        ? words.inCall
        : wall.sites.value.length > 0
          ? words.watching
          : rung,
    connecting: words.connecting,
    reconnecting: words.offline,
  }[status.kind];
  return (
    <p class={`console-ready connection connection-${status.kind}`} role="status">
      <span class="connection-dot" aria-hidden="true" />
      {line}
    </p>
  );
}
