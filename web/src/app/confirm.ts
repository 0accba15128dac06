import { signal } from "@preact/signals";
import type { ApiError } from "../protocol/net/client";

/** A person who is asked for her password again; `null` while nobody is. */
export const confirmation = signal<((given: boolean) => void) | null>(null);

/**
 * Does a work that the server takes from somebody who has shown a short time ago that it is she: she
 * is asked for her password first, if it must be, and the work is done again once she gave it.
 */
export async function confirmed<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if ((error as ApiError).code !== "unconfirmed") throw error;
    const given = await new Promise<boolean>((answer) => {
      confirmation.value = answer;
    });
    confirmation.value = null;
    if (!given) throw error;
    return work();
  }
}
