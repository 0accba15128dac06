import { check } from "./check";
import { common } from "./common";
import { job } from "./job";
import { kept } from "./kept";
import { recording } from "./recording";
import { refusals } from "./refusals";
import { statements } from "./statements";
import { technician } from "./technician";

/**
 * The English words of every page are the source: by their type every other language has exactly
 * these.
 */
export const en = {
  ...{ check, common, job, kept },
  ...{ recording, refusals, statements, technician },
};

export type Catalogue = typeof en;
