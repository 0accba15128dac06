import { Wall } from "../protocol/wall";
import { beginCall, closeCall, openCall, type OpenCall } from "./call";

/** All calls that this page has; `openCall` is the one that is live. */
export const wall = new Wall<OpenCall>({ open: openCall, begin: beginCall, close: closeCall });
