import type { Catalogue } from "../en";
import { check } from "./check";
import { common } from "./common";
import { job } from "./job";
import { kept } from "./kept";
import { photoPolicy } from "./photo-policy";
import { recording } from "./recording";
import { refusals } from "./refusals";
import { statements } from "./statements";
import { technician } from "./technician";

export const de: Catalogue = {
  ...{ check, common, job, kept, photoPolicy },
  ...{ recording, refusals, statements, technician },
};
