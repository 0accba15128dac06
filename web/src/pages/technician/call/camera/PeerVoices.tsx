import { useEffect, useRef, useState } from "preact/hooks";
import { signal } from "@preact/signals";
import { openCall } from "../../../../app/calls/open-call";
import { Button } from "../../../../design/Button";
import { listDevices } from "../../../../device/media/user-media";
import type { Peer } from "../../../../protocol/call/peer";
import { t } from "../../../../text/call";

type Sinkable = HTMLAudioElement & { setSinkId?: (id: string) => Promise<void> };

/** The loudspeaker or earpiece that she chose; "" is as the phone chooses. */
export const speaker = signal("");

export interface Output {
  id: string;
  label: string;
}

/** The outputs among which this browser lets the page choose; none where it does not. */
export async function listOutputs(): Promise<Output[]> {
  if (!("setSinkId" in HTMLMediaElement.prototype)) return [];
  const devices = await listDevices();
  return devices
    .filter((device) => device.kind === "audiooutput" && device.deviceId)
    .map(({ deviceId, label }) => ({ id: deviceId, label }));
}

/** Everybody's voice is played, whichever page she looks at. */
export function PeerVoices() {
  const peers = openCall.value?.call.peers.value ?? [];
  return (
    <>
      {peers.map((peer) => (
        <Voice key={peer.participant} peer={peer} />
      ))}
    </>
  );
}

function Voice({ peer }: { peer: Peer }) {
  const audio = useRef<Sinkable>(null);
  const [blocked, block] = useState(false);
  const play = () =>
    void audio.current?.play().then(
      () => block(false),
      (error: { name?: string }) => block(error.name === "NotAllowedError"),
    );
  useEffect(() => {
    if (!audio.current) return;
    audio.current.srcObject = peer.stream;
    if (peer.stream) play();
  }, [peer.stream]);
  useEffect(() => {
    // The phone chooses once a headset has been pulled out.
    void audio.current?.setSinkId?.(speaker.value).catch(() => (speaker.value = ""));
  }, [speaker.value]);
  return (
    <>
      <audio ref={audio} autoPlay />
      {blocked && (
        <div class="call-blocked">
          <Button kind="primary" size="big" icon="speaker" onClick={play}>
            {t().call.hear(peer.name)}
          </Button>
        </div>
      )}
    </>
  );
}
