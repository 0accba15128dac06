import { account as accountDe } from "../src/text/de/account";
import { call as callDe } from "../src/text/de/call";
import { client as clientDe } from "../src/text/de/client";
import { desk as deskDe } from "../src/text/de/desk";
import { de as ofAllDe } from "../src/text/de";
import { account } from "../src/text/en/account";
import { call } from "../src/text/en/call";
import { client } from "../src/text/en/client";
import { desk } from "../src/text/en/desk";
import { en as ofAll } from "../src/text/en";

/** The words of all pages, as each language has them. */
export const en = { ...ofAll, ...account, ...desk, call, client };
export const de: typeof en = {
  ...{ ...ofAllDe, ...accountDe, ...deskDe },
  ...{ call: callDe, client: clientDe },
};
