import { effect } from "@preact/signals";
import type { OpenCall } from "../../../../app/calls/open-call";
import { toast } from "../../../../design/overlays/Toast";
import type { MediaRefused } from "../../../../device/media/user-media";
import type { LackedDevice } from "../../../../protocol/call/diagnosis";
import type { Ask, PhotoRule, StateData } from "../../../../protocol/net/wire";
import { t } from "../../../../text/call";
import { forgetHeld, onScreen } from "../held/held";
import { obeyRule } from "./obeying";
import { forbidden } from "./photo-rule";
import * as phone from "./phone";
import { aside } from "../words";

/** Hand this phone's tracks and its state to the call, and do what the expert asks of it. */
export function publishTo({ call }: OpenCall): () => void {
  const upright = matchMedia("(orientation: portrait)");
  const publishing = effect(() => {
    const track = phone.camera.value?.track ?? null;
    call.publish({
      video: call.photoRule.value === "allowed" ? track : null,
      audio: phone.microphone.value,
    });
  });
  const ruling = call.photoRule.subscribe((rule) => obeyRule(rule));
  const state = () => stateOf(upright.matches, call.photoRule.value ?? "allowed");
  const showing = effect(() => call.show(state()));
  const turned = () => call.show(state());
  upright.addEventListener("change", turned);
  const obeying = call.lastAsk.subscribe((ask) => {
    if (ask) void obey(ask);
  });
  const lowering = effect(() => {
    // The hand has done its work once somebody sees her live again.
    if (phone.hand.value && !aside(call.peers.value)) phone.hand.value = false;
  });
  return () => {
    publishing();
    ruling();
    showing();
    lowering();
    forgetHeld();
    obeying();
    upright.removeEventListener("change", turned);
  };
}

/** The relay takes sixteen lenses, with names of this length. */
const MOST = 16;
const LONGEST = 60;

/** Nobody looks for a picture that the site forbids: the others are told that there is none. */
function stateOf(upright: boolean, rule: PhotoRule): StateData {
  const open = phone.camera.value;
  const lenses = phone.lenses.value.slice(0, MOST);
  return {
    camera: rule === "allowed" ? cameraNow() : "off",
    muted: phone.muted.value || phone.microphone.value === null,
    ...lackedDevices(),
    facing: open?.facing ?? null,
    torch: phone.torch.value,
    torchable: phone.torchable(),
    orientation: upright ? "portrait" : "landscape",
    lenses: lenses.map(({ id, label }, turn) => ({
      id,
      label: lensName(label, turn).slice(0, LONGEST),
    })),
    lens: open?.lens ?? null,
    reason: phone.pauseReason.value,
    hand: phone.hand.value,
    // The call says by itself what it sends.
    ...{
      sends: "video",
      takes_stills: "ImageCapture" in globalThis,
      shows: onScreen.value,
      print: null,
    },
  };
}

/** Why the others have no picture or no voice of this phone, beside what she does herself. */
function lackedDevices() {
  const why = (open: unknown, problem: MediaRefused | null): LackedDevice | null => {
    if (open) return null;
    if (phone.asking.value) return "asking";
    return problem?.reason === "insecure" ? "unsupported" : (problem?.reason ?? null);
  };
  const { camera, cameraProblem, hidden, microphone, microphoneProblem } = phone;
  return {
    camera_problem: hidden.value ? null : why(camera.value, cameraProblem.value),
    microphone_problem: why(microphone.value, microphoneProblem.value),
  };
}

function cameraNow(): StateData["camera"] {
  if (!phone.camera.value) return phone.lacking.value ? "paused" : "off";
  return phone.paused.value ? "paused" : "on";
}

/** A lens has the phone's name for it, or a number where the phone gives none. */
export function lensName(label: string, turn: number): string {
  return label || t().call.lensNumber(turn + 1);
}

async function obey({ what, value }: Ask): Promise<void> {
  if (forbidden.peek()) return;
  const words = t().call.asked;
  if (what === "torch") {
    const on = value === "on";
    if (await phone.switchTorch(on)) toast(words.torch(on));
  } else if (what === "facing") {
    if (value !== "user" && value !== "environment") return;
    await phone.turnCamera(value);
    toast(words.facing);
  } else if (phone.lenses.value.some((lens) => lens.id === value)) {
    await phone.chooseLens(value);
    toast(words.lens);
  }
}
