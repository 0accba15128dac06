import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../../text/desk";
import { muted } from "../../../app/calls/own-devices";
import { watchLevel } from "./loudness";
import "./devices.css";

/** Speech is louder than this, the noise of a quiet room is not. */
const HEARD = 0.08;
const SILENT_AFTER = 6000;

/**
 * The level of the microphone, shown while it is muted too: it can be tested without being heard.
 */
export function Level({ track }: { track: MediaStreamTrack }) {
  const words = t().expert.devices;
  const fill = useRef<HTMLDivElement>(null);
  const [hint, set] = useState<"speakNow" | "heard" | "silent">("speakNow");
  useEffect(() => {
    set("speakNow");
    const timer = setTimeout(() => set((now) => (now === "heard" ? now : "silent")), SILENT_AFTER);
    // The meter reads a clone: the track that is sent is silent while it is muted.
    const copy = track.clone();
    copy.enabled = true;
    const stop = watchLevel(copy, (level) => {
      if (fill.current) fill.current.style.transform = `scaleX(${level.toFixed(2)})`;
      fill.current?.parentElement?.setAttribute("aria-valuenow", String(Math.round(level * 100)));
      if (level > HEARD) set("heard");
    });
    return () => {
      clearTimeout(timer);
      stop();
      copy.stop();
    };
  }, [track]);
  return (
    <div class="level">
      <div
        class="level-bar"
        role="meter"
        aria-label={words.level}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={0}
      >
        <div ref={fill} class="level-fill" />
      </div>
      <p class="quiet" role="status">
        {words[hint]}
        {muted.value && ` ${t().expert.stage.youMuted}.`}
      </p>
    </div>
  );
}
