import type { ComponentChildren, RefObject } from "preact";
import type { Phase } from "../../../../protocol/net/wire";
import { takeFiles } from "../take";

export interface CaptureTarget {
  job: string;
  phase: Phase;
}

interface PhotoInputProps extends CaptureTarget {
  /** The phone's camera app, which a browser opens by such an input alone, its gallery, or files. */
  from: "camera" | "gallery" | "files";
  input: RefObject<HTMLInputElement | null>;
  onTaken?: () => void;
}

/** An input for the job that is open. */
export type FileInput = (
  from: PhotoInputProps["from"],
  input: PhotoInputProps["input"],
) => ComponentChildren;

const ORIGINS = { camera: "camera_app", gallery: "gallery", files: "gallery" } as const;
const WAYS = {
  camera: { accept: "image/*", capture: "environment" },
  gallery: { accept: "image/*,.heic,.heif,.avif", multiple: true },
  files: { multiple: true },
} as const;

/** The file input that a button presses. */
export function PhotoInput({ job, phase, from, input, onTaken }: PhotoInputProps) {
  const onChange = (event: { currentTarget: HTMLInputElement }) => {
    const files = [...(event.currentTarget.files ?? [])];
    event.currentTarget.value = "";
    void takeFiles(job, phase, files, ORIGINS[from]);
    if (files.length > 0) onTaken?.();
  };
  return (
    <input
      {...WAYS[from]}
      ref={input}
      type="file"
      name={from}
      class="unseen"
      tabIndex={-1}
      aria-hidden
      onChange={onChange}
    />
  );
}
