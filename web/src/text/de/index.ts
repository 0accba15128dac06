import type { Catalogue } from "../en";
import { check } from "./check";
import { common } from "./common";
import { job } from "./job";
import { kept } from "./kept";
import { recording } from "./recording";
import { refusals } from "./refusals";
import { statements } from "./statements";
import { technician } from "./technician";

export const de: Catalogue = {
  ...{ check, common, job, kept },
  ...{ recording, refusals, statements, technician },
};
