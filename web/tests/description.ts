/** A session description whose text is JSON instead of SDP. */
export type Description = { type: "offer" | "answer"; sdp: string };

interface Described {
  ufrag: string;
  lines: string[];
  gathered?: boolean;
}

/** What a description says; null without one. */
export const described = (description: { sdp: string } | null): Described | null =>
  description && (JSON.parse(description.sdp) as Described);
