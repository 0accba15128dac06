import type { PhotoRule } from "../../../../protocol/net/wire";
import * as phone from "./phone";
import { forbidden, photoRule } from "./photo-rule";

/** Begin a call at a site with this rule: where it allows no picture, nobody is asked for a camera. */
export function beginUnder(rule: PhotoRule): void {
  photoRule.value = rule;
  phone.hidden.value = forbidden.peek();
}

/** Close the camera where the site allows no picture any more, and open it again once it does. */
export function obeyRule(rule: PhotoRule | null): void {
  if (rule === null) return;
  const before = forbidden.peek();
  photoRule.value = rule;
  const none = forbidden.peek();
  if (none === before) return;
  if (none) phone.cameraProblem.value = null;
  void phone.showPicture(!none);
}
