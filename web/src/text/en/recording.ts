import type { GapReason } from "../../protocol/net/wire";

const reason: Record<GapReason, string> = {
  network: "network changed",
  page: "page closed or asleep",
  node: "media node changed",
  unknown: "nobody knows why",
  paused: "paused, somebody had said no",
  nobody_there: "nothing came",
  disk_full: "our disk was full",
  disk_failed: "our disk failed",
  disk_slow: "our disk was too slow",
  storage_away: "the store was away",
  writer_failed: "the recorder failed",
};

const problem: Record<string, string> = {
  disk_full: "Disk full: nothing is recorded",
  disk_failed: "The disk failed: nothing is recorded",
  disk_slow: "The disk is too slow: pieces are missing",
  storage_away: "S3 can't be reached: kept on our disk for now",
  storage_refused: "S3 refuses it: kept on our disk for now",
  upload_failed: "S3 can't be reached: kept on our disk for now",
  writer_failed: "The recorder failed: nothing is recorded",
};

const desk = {
  tool: "Record",
  toolWhat: "Ask everybody whether the call may be recorded",
  stopWhat: "Stop recording",
  withdrawWhat: "Don't record after all",
  notLive: "Nobody has answered this call yet",
  forbidden: "This site allows no video, so nothing can be recorded",
  direct: "This call goes directly from page to page; only calls through our node can be recorded",
  finding: "The path of this call isn't settled yet",
  asking: (names: string) => `Asking ${names} to be recorded`,
  refused: (names: string) => `${names} said no: nothing is recorded`,
  starting: "Everybody has agreed. The recorder is starting",
  rec: "REC",
  kept: (disk: string, stored: string) => `${disk} on disk, ${stored} stored`,
  silent: (seconds: number) => `Nothing heard from the recorder, ${seconds} s`,
  paused: (names: string) => (names ? `Paused: ${names} refused` : "Paused: you refused"),
  away: "Not recording: the media node can't be reached",
  awaySince: (time: string) => `Not recording since ${time}: the media node can't be reached`,
  asksYou: "May you be recorded?",
  unheard: (names: string) => `${names} has not answered yet and is not heard`,
  stopped: "Recording stopped. It is on the job in a few seconds.",
  withdrawn: "Nobody is asked any more",
  failed: "This request did not get through. Try again.",
};

const consent = {
  title: (name: string) =>
    name ? `${name} asks: may this call be recorded?` : "May this call be recorded?",
  titleOn: "This call is being recorded. May we record you too?",
  what: "Your picture and your voice become part of the job's documentation. The client can see it.",
  unheard: "Nobody hears or sees you until you answer.",
  free: "The call goes on whatever you answer, and you can change your mind at any time.",
  yes: "Yes, record",
  no: "No",
  later: "Answer later",
  open: "May this call be recorded? Answer",
  openUnheard: "Nobody hears you yet. Answer",
  spoken: "Recording",
  rec: "REC",
  label: "You are being recorded",
  stop: "Stop",
  stopWhat: "Stop recording me",
  paused: "Not recorded",
  pausedOther: "Recording paused",
  allow: "Allow",
  allowWhat: "Allow recording again",
  starting: "Recording starts",
  silent: "No word from the recorder",
  away: "Not recorded just now",
  refused: "You are not recorded any more",
  given: "You agreed to be recorded",
  failed: "Your answer did not get through. Try again.",
};

const player = {
  recording: "Recording",
  recordings: "Recordings",
  label: (name: string, time: string) => `Recording, ${name}, ${time}`,
  play: (label: string, time: string) => `Play ${label}, ${time} long`,
  with: (names: string) => `with ${names}`,
  soundOnly: "Sound only",
  incomplete: "The end is missing",
  incompleteWhat:
    "The machine that recorded this stopped before its end. What had arrived is here.",
  chapters: "What happened",
  noChapters: "Nothing was written or photographed meanwhile.",
  still: (name: string) => `${name} asked for a still`,
  drew: (name: string) => `${name} drew on a picture`,
  consented: (name: string) => `${name} agreed to be recorded`,
  refused: (name: string) => `${name} said no`,
  said: (name: string, text: string) => `${name}: ${text}`,
  gap: (span: string, reason: string) => `${span} missing: ${reason}`,
  gapOf: (name: string, gap: string) => `${name}: ${gap}`,
  skip: "Skip it",
  seek: (time: string, what: string) => `${time}, ${what}`,
  voices: "Voices",
  voice: (name: string) => `${name}'s voice`,
  again: "The connection broke. Loading it again",
  cannot: "This browser can't play this recording.",
  ended: "This recording can't be watched any more: your access to it has ended.",
  original: "Original file",
  hash: (sha256: string) => `SHA-256 ${sha256}`,
  hashPending: "Its end was lost with its hash; it gets one when it has been read whole.",
  verified: (time: string) => `Read again in full and unchanged, ${time}`,
  unverified: "Stored; it is read again in full shortly",
  withdrawn: (reason: string) => `Withdrawn: ${reason}`,
  keys: "Space plays and pauses; the arrow keys go 5 seconds back and on.",
};

const timeline = {
  added: "The recording is here",
  verified: "The recording was read again in full: unchanged",
  altered: "The recording is not what was recorded any more",
  lacks: (name: string, span: string, reason: string) =>
    `${name}'s recording lacks ${span}: ${reason}`,
  lacksMore: (name: string, count: number, span: string) =>
    `${name}'s recording lacks ${count} stretches, ${span} in all`,
  gone: (name: string, span: string, reason: string) =>
    `${name}'s picture and sound were gone for ${span}: ${reason}`,
  report: "Recording",
  reported: (span: string) => `recorded for ${span}`,
  agreed: (names: string) => `${names} agreed`,
  declined: (names: string) => `${names} said no`,
  gaps: "Gaps",
  gap: (time: string, name: string, gap: string) => `${time} ${name}: ${gap}`,
};

/** Asked for, consented to, on, stopped, played: what people read of a recording. */
export const recording = { reason, problem, desk, consent, player, timeline };
