import { Wall } from "../../protocol/call/wall";
import { beginCall, closeCall, openCall, type OpenCall } from "./open-call";

/** All calls of this page; `openCall` is the one that is live. */
export const wall = new Wall<OpenCall>({ open: openCall, begin: beginCall, close: closeCall });
