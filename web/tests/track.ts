import { vi } from "vitest";

/** A camera's track with these settings and capabilities, which notes each constraint. */
class Track {
  kind = "video";
  label = "";
  applied: object[] = [];
  constructor(
    readonly settings: object = {},
    readonly capabilities: object = {},
  ) {}
  getSettings = () => this.settings;
  getCapabilities = () => this.capabilities;
  applyConstraints = async (wanted: object) => void this.applied.push(wanted);
  stop = vi.fn();
}

export const track = (settings?: object, capabilities?: object) =>
  new Track(settings, capabilities) as unknown as MediaStreamTrack & Track;
