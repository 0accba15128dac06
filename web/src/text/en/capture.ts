import type { CaptureOrigin } from "../../protocol/net/wire";

const origins: Record<CaptureOrigin, string> = {
  viewfinder: "Taken in the viewfinder",
  camera_app: "Taken with the camera app",
  gallery: "Chosen from the gallery",
};

export const capture = {
  origins,
  zoom: (times: number) => `${times}× zoom`,
  upright: "held upright",
  across: "held on its side",
  upsideDown: "held upside down",
  torch: "torch on",
  front: "front camera",
  byCamera: (offset: string) => `Time by the camera's clock, ${offset}`,
  byCameraDerived: (offset: string) =>
    `Time by the camera's clock. It names no time zone; ${offset} follows from other times of the file.`,
  byFile: "The file doesn't say when it was taken. The time is that of the file.",
  byChoice: "The file doesn't say when it was taken. The time is when it was chosen.",
  camera: (names: string) => `Camera: ${names}`,
};
