import type { Event } from "./wire";

/** What people read of the events: photos taken in a row are one line. */
export interface Chapter {
  key: number;
  at: string;
  kind: string;
  actor: string;
  /** Of photos added in a row; otherwise 1. */
  count: number;
  /** Names, a reason, a label: the part of the event that people want to read. */
  said: string;
}

const UNTOLD = new Set(["evidence.rendered"]);
const IN_A_ROW = 10 * 60_000;

export function tell(events: Event[]): Chapter[] {
  const chapters: Chapter[] = [];
  for (const event of events) {
    const chapter = chapterOf(event);
    if (!chapter) continue;
    const last = chapters.at(-1);
    if (last && continues(last, chapter)) last.count += 1;
    else chapters.push(chapter);
  }
  return chapters;
}

function continues(last: Chapter, next: Chapter): boolean {
  const photos = last.kind === "photo.added" && next.kind === "photo.added";
  return photos && last.actor === next.actor && Date.parse(next.at) - Date.parse(last.at) < IN_A_ROW;
}

function chapterOf(event: Event): Chapter | null {
  const { body } = event;
  if (!body || UNTOLD.has(body.kind)) return null;
  const item = body.details.evidence?.[0];
  const kind = body.kind === "evidence.added" && item?.kind ? `${item.kind}.added` : body.kind;
  return { key: event.seq, at: event.at, kind, actor: body.actor.name, count: 1, said: saidIn(event) };
}

function saidIn(event: Event): string {
  const details = event.body?.details ?? {};
  const { job, share } = details;
  const item = details.evidence?.[0];
  switch (event.body?.kind) {
    case "job.assigned":
      return job?.technicians?.map((technician) => technician.name).join(", ") ?? "";
    case "job.held":
    case "job.reopened":
    case "job.canceled":
      return typeof details["note"] === "string" ? details["note"] : "";
    case "evidence.added":
      return item?.kind === "note" ? (item.text ?? "") : "";
    case "evidence.described":
      return item?.caption ?? "";
    case "evidence.withdrawn":
      return item?.withdrawn_reason ?? "";
    case "share.created":
      return share?.label ?? "";
    default:
      return "";
  }
}
