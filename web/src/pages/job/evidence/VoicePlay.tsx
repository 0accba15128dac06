import { useRef, useState } from "preact/hooks";
import { Icon } from "../../../design/Icon";
import { t } from "../../../text";
import { callClock } from "../../../text/spans";
import { useLasting } from "../film/lasting";
import "./voice.css";

interface VoicePlayProps {
  address: string;
  /** The length of the whole note, which a file by itself often doesn't say. */
  seconds: number;
  label: string;
}

/** A voice note, with one button to hear it and a bar to go back by. */
export function VoicePlay({ address, seconds, label }: VoicePlayProps) {
  const audio = useRef<HTMLAudioElement>(null);
  const trouble = useLasting(audio, address);
  const { at, plays, toggle, seek, events } = useAudio(audio);
  const words = t().job.voice;
  return (
    <div class="voice" role="group" aria-label={label}>
      <audio ref={audio} src={address} preload="none" {...events} />
      <button type="button" class="voice-button" onClick={toggle}>
        <Icon name={plays ? "pause" : "play"} />
        <span class="unseen">{plays ? words.pause : words.play}</span>
      </button>
      <input
        type="range"
        class="voice-bar"
        aria-label={words.where}
        aria-valuetext={callClock(at * 1000)}
        min={0}
        max={Math.max(seconds, 0.1)}
        step={0.1}
        value={at}
        onInput={(event) => seek(Number(event.currentTarget.value))}
      />
      <span class="voice-clock num">{callClock((plays || at > 0 ? at : seconds) * 1000)}</span>
      <p class="voice-trouble" role="status">
        {trouble && (trouble === "again" ? t().job.fetchingAgain : words[trouble])}
      </p>
    </div>
  );
}

/** Where an audio element stands and whether it plays, as its events tell. */
function useAudio(audio: { current: HTMLAudioElement | null }) {
  const [at, move] = useState(0);
  const [plays, set] = useState(false);
  const toggle = () => {
    const { current } = audio;
    if (plays) current?.pause();
    else void current?.play().catch(() => {});
  };
  const seek = (to: number) => {
    if (audio.current) audio.current.currentTime = to;
    move(to);
  };
  const events = {
    onTimeUpdate: () => move(audio.current?.currentTime ?? 0),
    onPlay: () => set(true),
    onPause: () => set(false),
    onEnded: () => {
      set(false);
      move(0);
    },
  };
  return { at, plays, toggle, seek, events };
}
