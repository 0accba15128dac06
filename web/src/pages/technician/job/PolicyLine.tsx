import { Icon } from "../../../design/Icon";
import type { Job } from "../../../protocol/net/wire";
import { takersWords } from "../../job/photo-policy";

/** What the site allows of photos, and by which permit: above the buttons that take them. */
export function PolicyLine({ job }: { job: Job }) {
  const words = takersWords(job.photo_policy);
  if (!words) return null;
  return (
    <p class="policy-line">
      <Icon name={job.photo_policy?.rule === "none" ? "warning" : "key"} />
      <span>{words}</span>
    </p>
  );
}
