import { useRef, useState } from "preact/hooks";
import { Icon } from "../../../design/Icon";
import { t } from "../../../text";
import { callClock } from "../../../text/time";
import { useLasting } from "../film/lasting";
import "./voice.css";

interface PlayProps {
  address: string;
  /** Of the whole; a file by itself often doesn't say. */
  seconds: number;
  label: string;
}

/** One button to hear it, and a bar to go back by. */
export function VoicePlay({ address, seconds, label }: PlayProps) {
  const audio = useRef<HTMLAudioElement>(null);
  const trouble = useLasting(audio, address);
  const [at, move] = useState(0);
  const [plays, set] = useState(false);
  const words = t().job.voice;
  const toggle = () => {
    const { current } = audio;
    if (plays) current?.pause();
    else void current?.play().catch(() => {});
  };
  const seek = (event: { currentTarget: HTMLInputElement }) => {
    const to = Number(event.currentTarget.value);
    if (audio.current) audio.current.currentTime = to;
    move(to);
  };
  const follow = () => move(audio.current?.currentTime ?? 0);
  const over = () => {
    set(false);
    move(0);
  };
  return (
    <div class="voice" role="group" aria-label={label}>
      <audio
        ref={audio}
        src={address}
        preload="none"
        onTimeUpdate={follow}
        onPlay={() => set(true)}
        onPause={() => set(false)}
        onEnded={over}
      />
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
        onInput={seek}
      />
      <span class="voice-clock num">{callClock((plays || at > 0 ? at : seconds) * 1000)}</span>
      <p class="voice-trouble" role="status">
        {trouble && (trouble === "again" ? t().job.fetchingAgain : words.cannot)}
      </p>
    </div>
  );
}
