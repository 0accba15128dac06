import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { OpenCall } from "../../../../app/calls/open-call";
import { me } from "../../../../app/state";
import type { OpenJob } from "../../../../app/use-job";
import { useNow } from "../../../../design/status/Clock";
import { StillRequests } from "../../../../protocol/call/still-requests";
import type { Peer } from "../../../../protocol/call/peer";
import type { Session } from "../../../../protocol/net/wire";
import { t } from "../../../../text/desk";
import { assetWords } from "../../../job/assets";
import { crewNames } from "../../../job/timeline/timeline-words";
import { AskedToRecord } from "./recording/AskedToRecord";
import { heldUp } from "../../../../app/calls/drawing";
import { HeldPicture } from "../../draw/HeldPicture";
import { useLastFrame } from "./frames";
import { useDiagnosis } from "./diagnosis-words";
import { StageNotes, CallStatus } from "./StageNotes";
import { mainPeer } from "./peers";
import { StagePicture } from "./StagePicture";
import { RecState } from "./recording/RecState";
import { StageHead, type StageHeadProps } from "./StageHead";
import { StageFoot } from "./StageFoot";
import "./stage.css";

/** The picture in the middle, with how the call stands above it and the tools below. */
export function Stage({ open, job }: { open: OpenCall; job: OpenJob }) {
  const frame = useRef<HTMLDivElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const pointing = useSignal(false);
  const peers = open.call.peers.value;
  const main = mainPeer(peers);
  const age = useLastFrame(video, main?.stream ?? null);
  useNodesStills(open, job, useNow());
  const diagnosis = useDiagnosis(main, age);
  const others = peers.filter((peer) => peer !== main);
  const session = job.document?.sessions[open.session] ?? null;
  const held = heldUp.value;
  const words = aloneWords(session, job);
  return (
    <section class="stage" aria-label={t().expert.stage.label}>
      <StageTop {...{ open, job, main, others, peers, session, diagnosis, words }} />
      {main ? (
        <StagePicture
          {...{ frame, video, age, diagnosis, others }}
          peer={main}
          pointing={pointing.value && !held}
          aside={held !== null}
          onPoint={(at) => open.call.point(at)}
        />
      ) : (
        <Alone session={session} words={words} />
      )}
      {held && <HeldPicture key={held.picture} {...{ held, open, job, main }} />}
      <StageFoot
        {...{ open, job, main, peers, pointing, session, video, age }}
        focusPicture={() => frame.current?.focus()}
      />
    </section>
  );
}

interface StageTopProps extends Omit<StageHeadProps, "place" | "children"> {
  open: OpenCall;
  job: OpenJob;
  peers: Peer[];
}

/** The head, the question of the recording, and the notes of what is wrong. */
function StageTop({ open, job, peers, session, ...head }: StageTopProps) {
  return (
    <>
      <StageHead {...head} session={session} place={placeOf(job)}>
        <div class="stage-told">
          <RecState open={open} />
          <CallStatus job={job} session={open.session} />
        </div>
      </StageHead>
      <div class="stage-above">
        <AskedToRecord open={open} session={session} />
        <StageNotes job={job} session={open.session} peers={peers} />
      </div>
    </>
  );
}

/** A requested still that the phone doesn't give is taken out of the video by the node. */
function useNodesStills({ call, session }: OpenCall, { document }: OpenJob, now: number): void {
  const asking = useMemo(() => new StillRequests((still) => call.ask("still", still)), [call]);
  const person = me.value?.person.id ?? "";
  useEffect(() => {
    // Without a node the phone alone hears the request, and sends what it has at once.
    if (document) asking.look({ document, session, person, peers: call.peers.peek() }, now);
  });
}

/** The site, and the rack of the first asset of the job. */
function placeOf(job: OpenJob): string {
  const { context } = job;
  if (!context) return "";
  const [asset] = context.assets;
  return [context.site.name, asset?.rack || (asset && assetWords(asset))]
    .filter(Boolean)
    .join(" · ");
}

function aloneWords(session: Session | null, job: OpenJob): string {
  const words = t().expert.stage;
  if (session?.state !== "ringing") return words.joining;
  const names = job.document ? crewNames(job.document) : "";
  return session.kind === "call" ? words.ringing(names) : words.ringingHelp;
}

function Alone({ session, words }: { session: Session | null; words: string }) {
  const { nobody, nobodyWhat, ringingWhat } = t().expert.stage;
  const live = session?.state === "live";
  return (
    <div class="stage-picture">
      <div class="stage-words">
        <p>{live ? nobody : words}</p>
        {session && <p>{live ? nobodyWhat : ringingWhat}</p>}
      </div>
    </div>
  );
}
