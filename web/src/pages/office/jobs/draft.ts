import type { ApiError } from "../../../protocol/net/client";

/** A job as it stands in the form. `arriveBy` is what a clock at the site would show. */
export interface Draft {
  title: string;
  description: string;
  kind: string;
  priority: string;
  reference: string;
  organization: string;
  site: string;
  zone: string;
  assets: string[];
  arriveBy: string;
}

export interface DraftFieldsProps {
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
  problem: ApiError | null;
  /** A job can't move to another client. */
  fixedClient?: boolean;
}
