import type { Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { OpenCall } from "../../../../app/calls/open-call";
import { api } from "../../../../app/state";
import { toast } from "../../../../design/overlays/Toast";
import type { Peer } from "../../../../protocol/call/peer";
import { newId } from "../../../../protocol/net/ids";
import { t } from "../../../../text/desk";
import { focusComposer } from "../job/Composer";
import {
  camera,
  microphone,
  mute,
  muted,
  startCamera,
  startMicrophone,
  stopCamera,
  talking,
} from "../../../../app/calls/own-devices";
import { drawTool, type Drawable } from "../../draw/draw-tool";
import { recordTool } from "./recording/record-tool";
import type { StageTool } from "./StageTools";

/** The call that the tools work on; `main` is the peer whose camera they control. */
interface StageContext extends Drawable {
  /** Somebody has answered the call. */
  live: boolean;
  pointing: Signal<boolean>;
  focusPicture: () => void;
  onDevices: () => void;
  onEnd: () => void;
  onChanged: () => Promise<void>;
}

/** The tools of a call, each with its key; the order is the order on the screen. */
export function toolsOf(around: StageContext): StageTool[] {
  return [...pictureTools(around), recordTool(around.open, around.live), ...ownTools(around)];
}

function pictureTools(around: StageContext): StageTool[] {
  const { open, main, pointing, focusPicture, onChanged } = around;
  const words = t().expert.tools;
  const device = main?.device ?? null;
  const nobody = main?.state === "live" ? undefined : words.notThere;
  const { call } = open;
  const { forbidden } = t().expert.diagnosis;
  const rule = call.photoRule.value;
  const dark = rule === "none" ? forbidden.none : nobody;
  const point = () => {
    pointing.value = !pointing.value;
    if (pointing.value) focusPicture();
  };
  const torch = () => call.ask("torch", device?.torch ? "off" : "on");
  const turn = () => call.ask("facing", device?.facing === "user" ? "environment" : "user");
  return [
    {
      ...{ icon: "point", label: words.point, key: "p", run: point, on: pointing.value },
      reason: rule === "stills_only" ? forbidden.stills_only : dark,
    },
    drawTool(around),
    {
      ...{ icon: "camera", label: words.still, key: "s", reason: dark },
      run: () => void requestStill(open, onChanged),
    },
    {
      ...{ icon: "torch", label: words.torch, key: "t", run: torch, on: device?.torch ?? false },
      reason: dark ?? (device?.torchable ? undefined : words.noTorch),
    },
    {
      ...{ icon: "lens", label: words.lens, key: "l", run: () => nextLens(call, main) },
      reason: dark ?? ((device?.lenses.length ?? 0) > 1 ? undefined : words.oneLens),
    },
    {
      ...{ icon: "flip", label: words.facing, what: words.facingWhat, key: "f", run: turn },
      reason: dark,
    },
  ];
}

function ownTools({ onDevices, onEnd }: StageContext): StageTool[] {
  const words = t().expert.tools;
  const silent = muted.value || !microphone.value;
  const speak = () => (microphone.peek() ? mute(!muted.peek()) : void startMicrophone());
  const show = () => (camera.peek() ? stopCamera() : void startCamera());
  return [
    {
      ...{ icon: silent ? "micOff" : "mic", label: words.mute, key: "m", run: speak, on: silent },
      look: "warn",
    },
    {
      ...{ icon: camera.value ? "video" : "videoOff", label: words.camera, key: "c", run: show },
      on: camera.value !== null,
    },
    { icon: "message", label: words.chat, key: "/", run: focusComposer },
    { icon: "sliders", label: words.devices, key: ",", run: onDevices },
    { icon: "hangup", label: words.end, key: "e", run: onEnd, look: "end" },
  ];
}

/** The request has an id, so that a retry after a lost answer asks for no second picture. */
async function requestStill(
  { job, session }: OpenCall,
  onChanged: () => Promise<void>,
): Promise<void> {
  try {
    await api.requestStill(job, session, newId());
    await onChanged();
  } catch {
    toast(t().expert.tools.stillFailed);
  }
}

function nextLens(call: OpenCall["call"], main: Peer | null): void {
  const lenses = main?.device?.lenses ?? [];
  const at = lenses.findIndex((lens) => lens.id === main?.device?.lens);
  const next = lenses[(at + 1) % lenses.length];
  if (!next) return;
  call.ask("lens", next.id);
  toast(t().expert.tools.lensChosen(next.label || String(lenses.indexOf(next) + 1)));
}

/**
 * Push-to-talk: the muted expert is heard while she holds it. The end of the call lets go of it.
 */
export function useTalk(): { on: boolean; hold: (down: boolean) => void } {
  useEffect(() => () => void (talking.value = false), []);
  const hold = (down: boolean) => {
    talking.value = down;
    if (down && !microphone.peek()) void startMicrophone();
  };
  return { on: talking.value, hold };
}
