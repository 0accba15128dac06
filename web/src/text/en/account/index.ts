import { account as own } from "./account";
import { secondFactor } from "./second-factor";
import { signIn } from "./sign-in";

export const account = { account: own, secondFactor, signIn };

export type AccountWords = typeof account;
