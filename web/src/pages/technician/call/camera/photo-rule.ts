import { computed, signal } from "@preact/signals";
import { openCall } from "../../../../app/calls/open-call";
import { sentUnder, type Sends } from "../../../../protocol/call/sending/upstream";
import type { PhotoRule } from "../../../../protocol/net/wire";

/** What the site of the call allows of pictures. */
export const photoRule = signal<PhotoRule>("allowed");
/** The site allows no picture: the camera stays closed, and nobody is asked for it. */
export const forbidden = computed(() => photoRule.value === "none");
/** What the others get of her. */
export const sent = computed<Sends>(() =>
  sentUnder(photoRule.value, openCall.value?.call.sends.value ?? "video"),
);
