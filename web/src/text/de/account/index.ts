import type { AccountWords } from "../../en/account";
import { account as own } from "./account";
import { secondFactor } from "./second-factor";
import { signIn } from "./sign-in";

export const account: AccountWords = { account: own, secondFactor, signIn };
