import { t } from "../../text";

type Option = readonly [value: string, words: string];

export function kindOptions(): Option[] {
  return Object.entries(t().job.kinds);
}

export function priorityOptions(): Option[] {
  return [1, 2, 3, 4].map((level) => [String(level), t().job.priorities[level] ?? ""] as const);
}

export function phaseOptions(): Option[] {
  return (["before", "during", "after"] as const).map(
    (phase) => [phase, t().job.phases[phase]] as const,
  );
}

/** Roles that can be given; guests come by join links alone. */
export function roleOptions(): Option[] {
  return Object.entries(t().job.roles).filter(([role]) => role !== "guest");
}

export function languageOptions(): Option[] {
  return Object.entries(t().common.languages);
}

/** Things that have a name, by id. */
export function named(things: readonly { id: string; name: string }[] | undefined): Option[] {
  return (things ?? []).map(({ id, name }) => [id, name] as const);
}
