import { useEffect, useState } from "preact/hooks";
import { Icon, type IconName } from "../../../design/Icon";
import { ModeSwitches } from "../../../design/modes/ModeSwitches";
import { buzz } from "../../../device/browser";
import type { Session } from "../../../protocol/net/wire";
import { t } from "../../../text/call";
import { end } from "./flow";
import {
  camera,
  microphone,
  mute,
  muted,
  switchTorch,
  torch,
  torchable,
  turnCamera,
} from "./camera/phone";
import { forbidden } from "./camera/photo-rule";
import { takeOwn } from "./stills";

interface ToolProps {
  icon: IconName;
  words: string;
  kind?: "photo" | "end";
  pressed?: boolean;
  disabled?: boolean;
  onClick: () => void;
}

function Tool({ icon, words, kind, pressed, disabled, onClick }: ToolProps) {
  return (
    <button
      type="button"
      class={`call-tool${kind ? ` call-tool-${kind}` : ""}`}
      disabled={disabled}
      {...(pressed !== undefined && { "aria-pressed": pressed })}
      onClick={onClick}
    >
      <Icon name={icon} />
      <span>{words}</span>
    </button>
  );
}

/** The three controls that matter stand within the thumb's arc. */
export function Controls({ job, session }: { job: string; session: Session }) {
  const words = t().call;
  const photo = () => {
    buzz();
    void takeOwn(job, session.id);
  };
  return (
    <div class={forbidden.value ? "call-tools call-tools-two" : "call-tools"}>
      <Tool
        icon={muted.value ? "micOff" : "mic"}
        words={muted.value ? words.unmute : words.mute}
        pressed={muted.value}
        disabled={!microphone.value}
        onClick={() => mute(!muted.value)}
      />
      {!forbidden.value && <Tool icon="camera" words={words.photo} kind="photo" onClick={photo} />}
      <Tool icon="hangup" words={words.end} kind="end" onClick={end} />
    </div>
  );
}

/** The smaller controls are seldom needed. */
export function SideTools({ onSettings, onChat }: { onSettings: () => void; onChat: () => void }) {
  const words = t().call;
  const light = () => void switchTorch(!torch.value);
  return (
    <div class="call-side">
      <Side icon="sliders" words={words.cameraSettings} onClick={onSettings} />
      {camera.value && <Side icon="flip" words={words.turn} onClick={() => void turnCamera()} />}
      {torchable() && (
        <Side
          icon="torch"
          words={torch.value ? words.torchOff : words.torchOn}
          pressed={torch.value}
          onClick={light}
        />
      )}
      <Side icon="message" words={words.chat} onClick={onChat} />
      <ModeSwitches look="call-round" />
    </div>
  );
}

function Side({ icon, words, pressed, onClick }: ToolProps) {
  return (
    <button
      type="button"
      class="call-round"
      title={words}
      aria-label={words}
      {...(pressed !== undefined && { "aria-pressed": pressed })}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}

/**
 * While she holds this button she is heard, as in a loud room; it is there only while she is muted.
 */
export function HoldToTalk() {
  const [held, hold] = useState(false);
  const words = t().call;
  useEffect(() => {
    if (!held) return;
    const release = () => {
      hold(false);
      mute(true);
    };
    // The finger may slide off before it is lifted.
    for (const over of ["pointerup", "pointercancel", "blur"]) addEventListener(over, release);
    return () => {
      for (const over of ["pointerup", "pointercancel", "blur"]) removeEventListener(over, release);
    };
  }, [held]);
  if (!microphone.value || (!muted.value && !held)) return null;
  const press = () => {
    hold(true);
    mute(false);
    buzz();
  };
  return (
    <button
      type="button"
      class={held ? "call-talk call-talk-held" : "call-talk"}
      aria-pressed={held}
      onPointerDown={press}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => event.key === " " && !event.repeat && press()}
      onKeyUp={(event) => {
        if (event.key !== " ") return;
        hold(false);
        mute(true);
      }}
    >
      <Icon name="talk" />
      <span>{held ? words.talking : words.talk}</span>
    </button>
  );
}
