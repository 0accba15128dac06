import { vi } from "vitest";
import type { PhotoRule } from "../src/protocol/net/wire";

/** A fake of a device's track, which the phone may take away and give back. */
export class Track {
  readyState = "live";
  muted = false;
  enabled = true;
  label = "";
  contentHint = "";
  onmute: (() => void) | null = null;
  onunmute: (() => void) | null = null;
  onended: (() => void) | null = null;
  constructor(readonly kind: "video" | "audio") {}
  getSettings = () => ({ facingMode: "environment", deviceId: "rear", width: 1280, height: 720 });
  stop() {
    this.readyState = "ended";
  }
  mute(on: boolean) {
    this.muted = on;
    (on ? this.onmute : this.onunmute)?.();
  }
  end() {
    this.readyState = "ended";
    this.onended?.();
  }
}

export const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

/** Tess's phone in a call: the state that it shows, and the apps that want its camera. */
export async function phone(silent = false, rule: PhotoRule = "allowed") {
  vi.resetModules();
  const page = Object.assign(new EventTarget(), { visibilityState: "visible" });
  const devices = new EventTarget();
  const world = { page, devices, taken: false, silent, opened: [] as Track[], answer() {} };
  const getUserMedia = async ({ video, audio }: MediaStreamConstraints) => {
    if (video && world.silent) await new Promise<void>((answer) => (world.answer = answer));
    if (video && world.taken) throw Object.assign(new Error(), { name: "NotReadableError" });
    const kinds = [audio && "audio", video && "video"].filter(Boolean) as Track["kind"][];
    const tracks = kinds.map((kind) => new Track(kind));
    world.opened.push(...tracks);
    const of = (kind: string) => tracks.filter((track) => track.kind === kind);
    return {
      ...{ getVideoTracks: () => of("video"), getAudioTracks: () => of("audio") },
      getTracks: () => tracks,
    };
  };
  vi.stubGlobal("document", page);
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => {} });
  vi.stubGlobal("navigator", {
    mediaDevices: Object.assign(devices, { getUserMedia, enumerateDevices: async () => [] }),
    permissions: { query: async () => ({ state: "granted" }) },
  });
  const own = await import("../src/pages/technician/call/camera/phone");
  const { beginUnder, obeyRule } = await import("../src/pages/technician/call/camera/obeying");
  const { forbidden } = await import("../src/pages/technician/call/camera/photo-rule");
  beginUnder(rule);
  const started = own.startPhone();
  if (!silent) await started;
  const show = (shown: boolean) => {
    page.visibilityState = shown ? "visible" : "hidden";
    page.dispatchEvent(new Event("visibilitychange"));
  };
  const lens = () => own.camera.value?.track as unknown as Track;
  const voice = () => own.microphone.value as unknown as Track;
  return { own, world, show, lens, voice, forbidden, obeyRule };
}
