import { check } from "./check";
import { common } from "./common";
import { job } from "./job";
import { kept } from "./kept";
import { photoPolicy } from "./photo-policy";
import { recording } from "./recording";
import { refusals } from "./refusals";
import { statements } from "./statements";
import { technician } from "./technician";

/**
 * The English words of every page are the source: by their type every other language has exactly
 * these.
 */
export const en = {
  ...{ check, common, job, kept, photoPolicy },
  ...{ recording, refusals, statements, technician },
};

export type Catalogue = typeof en;
