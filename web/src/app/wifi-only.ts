import { computed, signal } from "@preact/signals";
import { keep, readKept } from "../device/kept";
import { isMobile, tellsType, watchType } from "../device/network";

/** The phone's, and not the person's: it is the phone that has a contract for so many gigabytes. */
const KEY = "smart-hands.wifi-only";

/** Whether files wait for a network that is not a mobile one. */
export const wifiOnly = signal(readKept(KEY) !== "");
const mobile = signal(isMobile());

/** Whether files may go over the network that is there now. */
export const mayCarryFiles = computed(() => !(wifiOnly.value && mobile.value));

/** Whether this browser tells one network from the other: without that, nothing can be chosen. */
export const canChooseWifi = tellsType;

export function setWifiOnly(only: boolean): void {
  wifiOnly.value = only;
  keep(KEY, only ? "yes" : "");
}

/** Follow the network until the returned function is called. */
export function followNetwork(): () => void {
  mobile.value = isMobile();
  return watchType(() => {
    mobile.value = isMobile();
  });
}
