import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../../text";
import { muted } from "../../../app/calls/own-devices";
import { watchLevel } from "./loudness";
import "./devices.css";

/** Above the noise of a quiet room. */
const HEARD = 0.08;
const SILENT_AFTER = 6000;

/** How loud she is. Muted, it still shows the microphone: she tests it without being heard. */
export function Level({ track }: { track: MediaStreamTrack }) {
  const words = t().expert.devices;
  const fill = useRef<HTMLDivElement>(null);
  const [said, say] = useState<"speakNow" | "heard" | "silent">("speakNow");
  useEffect(() => {
    say("speakNow");
    const timer = setTimeout(() => say((now) => (now === "heard" ? now : "silent")), SILENT_AFTER);
    // A copy of its own: the one that is sent is silent while she is muted.
    const copy = track.clone();
    copy.enabled = true;
    const stop = watchLevel(copy, (level) => {
      if (fill.current) fill.current.style.transform = `scaleX(${level.toFixed(2)})`;
      fill.current?.parentElement?.setAttribute("aria-valuenow", String(Math.round(level * 100)));
      if (level > HEARD) say("heard");
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
        {words[said]}
        {muted.value && ` ${t().expert.stage.youMuted}.`}
      </p>
    </div>
  );
}
