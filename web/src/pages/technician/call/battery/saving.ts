import { effect, signal } from "@preact/signals";
import type { OpenCall } from "../../../../app/calls/open-call";
import { keepOwn, readOwn } from "../../../../app/own";
import { battery, watchBattery } from "../../../../device/power/battery";
import { pressed, watchPressure } from "../../../../device/power/pressure";
import { nothingSaved, whileCharging, type Saving } from "../../../../protocol/call/sending/saving";

/** What she has chosen in this call to save the battery. */
export const saving = signal<Saving>(nothingSaved);

const KEPT = "call-saving";
let session = "";

/** Tell the call of this phone's battery and strain, and of what she chooses because of them. */
export function bearIn(open: OpenCall): () => void {
  session = open.session;
  saving.value = kept();
  const ends = [
    watchBattery(),
    watchPressure(),
    effect(() => choose(whileCharging(saving.value, battery.value))),
    effect(() =>
      open.call.bear({
        battery: battery.value,
        pressed: pressed.value,
        stills: saving.value.stills,
      }),
    ),
  ];
  return () => ends.forEach((end) => end());
}

/** The choice outlives this page, which a phone kills when it is short of memory. */
export function choose(chosen: Saving): void {
  if (chosen === saving.peek()) return;
  saving.value = chosen;
  keepOwn(KEPT, JSON.stringify({ session, ...chosen }));
}

function kept(): Saving {
  try {
    const { session: of, ...chosen } = JSON.parse(readOwn(KEPT)) as Saving & { session: string };
    return of === session ? chosen : nothingSaved;
  } catch {
    return nothingSaved;
  }
}
