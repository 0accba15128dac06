import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../../design/Icon";
import type { PictureSource } from "../../../protocol/net/api";
import type { FilmVoice } from "../../../protocol/job/playback";
import { follow } from "../../../protocol/job/playback-sync";
import { t } from "../../../text";
import { useLasting } from "./lasting";

type Led = { current: HTMLMediaElement | null };

interface VoicesProps {
  film: Led;
  voices: FilmVoice[];
  source: PictureSource;
}

/** What the others said, each in a file of their own, under the picture; each can be switched off. */
export function Voices({ film, voices, source }: VoicesProps) {
  const [off, set] = useState<string[]>([]);
  if (voices.length === 0) return null;
  const toggle = (id: string) =>
    set(off.includes(id) ? off.filter((other) => other !== id) : [...off, id]);
  return (
    <div class="player-voices" role="group" aria-label={t().recording.player.voices}>
      {voices.map((voice) => {
        const { id, author } = voice.item;
        return (
          <span key={id}>
            <Sound film={film} voice={voice} source={source} off={off.includes(id)} />
            <button
              type="button"
              class="player-voice"
              aria-pressed={!off.includes(id)}
              onClick={() => toggle(id)}
            >
              <Icon name={off.includes(id) ? "micOff" : "speaker"} />
              {t().recording.player.voice(author.name)}
            </button>
          </span>
        );
      })}
    </div>
  );
}

/** Between the events of the film: what drifts is seen soon enough. */
const LOOK = 250;
const TELLING = [
  "play",
  "playing",
  "pause",
  "waiting",
  "seeking",
  "seeked",
  "ended",
  "ratechange",
  "error",
];

function Sound({
  film,
  voice,
  source,
  off,
}: {
  film: Led;
  voice: FilmVoice;
  source: PictureSource;
  off: boolean;
}) {
  const audio = useRef<HTMLAudioElement>(null);
  const address = source(voice.item.id, "recording");
  useLasting(audio, address);
  useEffect(() => {
    const { current: leader } = film;
    if (!leader) return;
    const look = () => {
      const moving =
        !leader.paused &&
        !leader.seeking &&
        !leader.ended &&
        !leader.error &&
        leader.readyState > 2;
      const { currentTime, playbackRate } = leader;
      if (audio.current) follow({ currentTime, playbackRate, moving }, audio.current, voice.offset);
    };
    const timer = setInterval(look, LOOK);
    for (const event of TELLING) leader.addEventListener(event, look);
    return () => {
      clearInterval(timer);
      for (const event of TELLING) leader.removeEventListener(event, look);
    };
  }, [voice.item.id, voice.offset]);
  useEffect(() => {
    const { current: leader } = film;
    const loud = () => {
      if (!audio.current || !leader) return;
      audio.current.volume = leader.volume;
      audio.current.muted = leader.muted || off;
    };
    loud();
    leader?.addEventListener("volumechange", loud);
    return () => leader?.removeEventListener("volumechange", loud);
  }, [off]);
  return <audio ref={audio} src={address} preload="metadata" data-voice={voice.item.id} />;
}
