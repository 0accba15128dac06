import type { PhotoRule } from "../../../../protocol/net/wire";
import * as phone from "./phone";
import { forbidden } from "./phone";

/** Begin a call at a site with this rule: where it allows no picture, nobody is asked for a camera. */
export function beginUnder(rule: PhotoRule): void {
  forbidden.value = phone.hidden.value = rule === "none";
}

/** Close the camera where the site allows no picture any more, and open it again once it does. */
export function obeyRule(rule: PhotoRule | null): void {
  const none = rule === "none";
  if (rule === null || none === forbidden.peek()) return;
  forbidden.value = none;
  if (none) phone.cameraProblem.value = null;
  void phone.showPicture(!none);
}
