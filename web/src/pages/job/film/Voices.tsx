import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../../design/Icon";
import { RoleWord } from "../RoleWord";
import type { PictureSource } from "../../../protocol/net/api";
import type { FilmVoice } from "../../../protocol/job/playback";
import { follow } from "../../../protocol/job/playback-sync";
import { t } from "../../../text";
import { useLasting, type MediaRef } from "./lasting";

interface VoicesProps {
  film: MediaRef;
  voices: FilmVoice[];
  source: PictureSource;
}

/** The voices of the others, a file each, play under the picture; each can be switched off. */
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
            <VoiceAudio film={film} voice={voice} source={source} off={off.includes(id)} />
            <button
              type="button"
              class="player-voice"
              aria-pressed={!off.includes(id)}
              onClick={() => toggle(id)}
            >
              <Icon name={off.includes(id) ? "micOff" : "speaker"} />
              {t().recording.player.voice(author.name)} <RoleWord {...author} />
            </button>
          </span>
        );
      })}
    </div>
  );
}

/** Milliseconds between looks at the film, which notice drift soon enough between its events. */
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

interface VoiceAudioProps {
  film: MediaRef;
  voice: FilmVoice;
  source: PictureSource;
  off: boolean;
}

function VoiceAudio({ film, voice, source, off }: VoiceAudioProps) {
  const audio = useRef<HTMLAudioElement>(null);
  const address = source(voice.item.id, "recording");
  useLasting(audio, address);
  useFollow(audio, film, voice);
  useVolume(audio, film, off);
  return <audio ref={audio} src={address} preload="metadata" data-voice={voice.item.id} />;
}

/** The voice plays at the film's time, at its pace, and only while the film moves. */
function useFollow(audio: MediaRef, film: MediaRef, voice: FilmVoice): void {
  useEffect(() => {
    const { current: leader } = film;
    if (!leader) return;
    const look = () => {
      const { currentTime, playbackRate } = leader;
      const pace = { currentTime, playbackRate, moving: isMoving(leader) };
      if (audio.current) follow(pace, audio.current, voice.offset);
    };
    const timer = setInterval(look, LOOK);
    for (const event of TELLING) leader.addEventListener(event, look);
    return () => {
      clearInterval(timer);
      for (const event of TELLING) leader.removeEventListener(event, look);
    };
  }, [voice.item.id, voice.offset]);
}

function isMoving({ paused, seeking, ended, error, readyState }: HTMLMediaElement): boolean {
  return !paused && !seeking && !ended && !error && readyState > 2;
}

/** The voice is as loud as the film. */
function useVolume(audio: MediaRef, film: MediaRef, off: boolean): void {
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
}
