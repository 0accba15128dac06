import { useSignal, type Signal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { OpenCall } from "../../../../app/calls/open-call";
import { api, me } from "../../../../app/state";
import type { OpenJob } from "../../../../app/use-job";
import { useNow } from "../../../../design/status/Clock";
import { Trouble } from "../../../../design/status/States";
import { useAction } from "../../../../design/status/load";
import { StillRequests } from "../../../../protocol/call/still-requests";
import type { Peer } from "../../../../protocol/call/peer";
import type { Session } from "../../../../protocol/net/wire";
import { t } from "../../../../text";
import { assetWords } from "../../../job/assets";
import { crewNames } from "../../../job/timeline/timeline-words";
import { AskedToRecord } from "./AskedToRecord";
import { DevicesSheet } from "../../devices/DeviceSettings";
import { heldUp } from "../../../../app/calls/drawing";
import { EndBar } from "./EndBar";
import { HeldPicture } from "../../draw/HeldPicture";
import { useLastFrame } from "./frames";
import { useDiagnosis } from "./diagnosis-words";
import { StageNotes, CallStatus } from "./StageNotes";
import { mainPeer } from "./peers";
import { StagePicture } from "./StagePicture";
import { RecState } from "./RecState";
import { StageHead } from "./StageHead";
import { StageTools } from "./StageTools";
import { toolsOf, useTalk } from "./toolset";

/** The picture in the middle, with how the call stands above it and the tools below. */
export function Stage({ open, job }: { open: OpenCall; job: OpenJob }) {
  const frame = useRef<HTMLDivElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const pointing = useSignal(false);
  const peers = open.call.peers.value;
  const main = mainPeer(peers);
  const age = useLastFrame(video, main?.stream ?? null);
  useNodesStills(open, job, useNow());
  const found = useDiagnosis(main, age);
  const others = peers.filter((peer) => peer !== main);
  const session = job.document?.sessions[open.session] ?? null;
  const held = heldUp.value;
  const words = aloneWords(session, job);
  return (
    <section class="stage" aria-label={t().expert.stage.label}>
      <StageHead {...{ main, others, session, found, words }} place={placeOf(job)}>
        <div class="stage-told">
          <RecState open={open} />
          <CallStatus job={job} session={open.session} />
        </div>
      </StageHead>
      <div class="stage-above">
        <AskedToRecord open={open} session={session} />
        <StageNotes job={job} session={open.session} peers={peers} />
      </div>
      {main ? (
        <StagePicture
          {...{ frame, video, age, found, others }}
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

/** A still that her key asked for, and that the phone doesn't give: out of the video. */
function useNodesStills({ call, session }: OpenCall, { document }: OpenJob, now: number): void {
  const asking = useMemo(() => new StillRequests((still) => call.ask("still", still)), [call]);
  const person = me.value?.person.id ?? "";
  useEffect(() => {
    // Asked without a node the phone alone hears of it, and sends what it has at once.
    if (document) asking.look({ document, session, person, peers: call.peers.peek() }, now);
  });
}

interface StageFootProps {
  open: OpenCall;
  job: OpenJob;
  main: Peer | null;
  peers: Peer[];
  pointing: Signal<boolean>;
  session: Session | null;
  video: RefObject<HTMLVideoElement | null>;
  age: number | null;
  focusPicture: () => void;
}

/** The tools, or the question whether to end it in their place. */
function StageFoot(props: StageFootProps) {
  const { open, job, main, peers, pointing, session, video, age, focusPicture } = props;
  const [asked, ask] = useState<"devices" | "end" | null>(null);
  const talk = useTalk();
  const ending = useAction();
  const end = async (all: boolean) => {
    await (all ? api.end(open.job, open.session) : api.leave(open.job, open.session));
  };
  const tools = toolsOf({
    ...{ open, main, peers, pointing, video, age, focusPicture, live: session?.state === "live" },
    onDevices: () => ask("devices"),
    // Nobody has answered yet: there is nothing to lose.
    onEnd: () => (session?.state === "ringing" ? void ending.run(() => end(true)) : ask("end")),
    onChanged: () => job.live.catchUp(),
  });
  return (
    <>
      {asked === "end" ? (
        <EndBar peers={peers} onEnd={end} onStay={() => ask(null)} />
      ) : (
        <StageTools tools={tools} talk={talk} />
      )}
      <Trouble problem={ending.problem} />
      {asked === "devices" && <DevicesSheet onClose={() => ask(null)} />}
    </>
  );
}

/** Where she is: the site, and the rack of the first thing she works on. */
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
