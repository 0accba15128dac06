import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { openCall } from "../../../app/calls/open-call";
import type { Peer } from "../../../protocol/call/peer";
import { chosen } from "../../../app/calls/own-devices";

/** The browser plays no sound before a press on the page, as after a reload. */
export const blocked = signal(false);

const players = new Set<HTMLAudioElement>();

export function playAgain(): void {
  for (const player of players) play(player);
}

function play(player: HTMLAudioElement): void {
  player.play().then(
    () => (blocked.value = false),
    (error: unknown) => {
      // A player whose stream was changed meanwhile rejects with AbortError, and plays the next
      // one.
      if ((error as DOMException).name === "NotAllowedError") blocked.value = true;
    },
  );
}

/** The sound of every peer, apart from the pictures: it goes on while another page is open. */
export function CallSound() {
  const open = openCall.value;
  if (!open || open.call.ended.value !== null) return null;
  return (
    <div hidden>
      {open.call.peers.value.map((peer) => (
        <PeerVoice key={peer.participant} peer={peer} speaker={chosen.value.speaker} />
      ))}
    </div>
  );
}

function PeerVoice({ peer, speaker }: { peer: Peer; speaker: string }) {
  const audio = useRef<HTMLAudioElement>(null);
  useEffect(() => {
    const { current } = audio;
    if (!current) return;
    players.add(current);
    return () => {
      players.delete(current);
      current.srcObject = null;
    };
  }, []);
  useEffect(() => {
    const { current } = audio;
    if (!current || current.srcObject === peer.stream) return;
    current.srcObject = peer.stream;
    if (peer.stream) play(current);
  }, [peer.stream]);
  useEffect(() => {
    // Firefox and Safari may not have `setSinkId`; a speaker that has been pulled out is refused.
    void audio.current?.setSinkId?.(speaker).catch(() => {});
  }, [speaker]);
  return <audio ref={audio} />;
}
