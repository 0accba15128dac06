import { computed, signal } from "@preact/signals";
import type { PhotoRule } from "../../../../protocol/net/wire";

/** What the site of the call allows of pictures. */
export const photoRule = signal<PhotoRule>("allowed");
/** The site allows no picture: the camera stays closed, and nobody is asked for it. */
export const forbidden = computed(() => photoRule.value === "none");
