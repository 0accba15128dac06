import { StoreReach } from "../protocol/outbox/store-reach";

/** What this page knows of the way to the store, whoever sends. */
export const reach = new StoreReach(Date.now);
