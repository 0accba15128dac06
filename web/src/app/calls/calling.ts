import { requestedCall, seated } from "./calls";
import { inCall } from "./current-call";

/** Whether this person is in a call, or asks for one: the line and the camera are the call's. */
export const isCalling = (): boolean =>
  inCall() || requestedCall.value !== null || seated.value.length > 0;
