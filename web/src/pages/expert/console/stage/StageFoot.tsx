import type { Signal } from "@preact/signals";
import type { RefObject } from "preact";
import { useState } from "preact/hooks";
import type { OpenCall } from "../../../../app/calls/open-call";
import { api } from "../../../../app/state";
import type { OpenJob } from "../../../../app/use-job";
import { Trouble } from "../../../../design/status/States";
import { useAction } from "../../../../design/status/load";
import type { Peer } from "../../../../protocol/call/peer";
import type { Session } from "../../../../protocol/net/wire";
import { DevicesSheet } from "../../devices/DeviceSettings";
import { EndBar } from "./EndBar";
import { StageTools } from "./StageTools";
import { toolsOf, useTalk } from "./toolset";

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
export function StageFoot(props: StageFootProps) {
  const { open, job, main, peers, pointing, session, video, age, focusPicture } = props;
  const [panel, setPanel] = useState<"devices" | "end" | null>(null);
  const talk = useTalk();
  const ending = useAction();
  const end = async (all: boolean) => {
    await (all ? api.end(open.job, open.session) : api.leave(open.job, open.session));
  };
  const tools = toolsOf({
    ...{ open, main, peers, pointing, video, age, focusPicture, live: session?.state === "live" },
    onDevices: () => setPanel("devices"),
    // Nobody has answered yet: there is nothing to lose.
    onEnd: () =>
      session?.state === "ringing" ? void ending.run(() => end(true)) : setPanel("end"),
    onChanged: async () => void (await job.live.catchUp()),
  });
  return (
    <>
      {panel === "end" ? (
        <EndBar peers={peers} onEnd={end} onStay={() => setPanel(null)} />
      ) : (
        <StageTools tools={tools} talk={talk} />
      )}
      <Trouble problem={ending.problem} />
      {panel === "devices" && <DevicesSheet onClose={() => setPanel(null)} />}
    </>
  );
}
