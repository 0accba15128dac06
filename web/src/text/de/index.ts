import type { Catalogue } from "../en";
import { account } from "./account";
import { check } from "./check";
import { client } from "./client";
import { common } from "./common";
import { signIn } from "./sign-in";
import { expert } from "./expert";
import { job } from "./job";
import { kept } from "./kept";
import { office } from "./office";
import { places } from "./places";
import { recording } from "./recording";
import { refusals } from "./refusals";
import { secondFactor } from "./second-factor";
import { statements } from "./statements";
import { technician } from "./technician";

export const de: Catalogue = {
  ...{ account, check, client, common, signIn, expert },
  ...{ job, kept, office, places, recording, refusals, secondFactor, statements, technician },
};
