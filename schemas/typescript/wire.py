"""The text of web/src/protocol/net/wire.ts.

A test holds the file to this text, so that pages can't drift from the server.
"""

from schemas.typescript.interfaces import interface, union
from schemas.typescript.names import ANSWERED, SENT, WORDS

HEAD = """\
/** The words on the wire, written from schemas/ by `make wire`. Ids are UUID strings, times are
 * RFC 3339 in UTC with microseconds. */

"""
TAIL = """\
/** A gap in an event of an earlier version, which the hash chain keeps as it was written. */
export type EarlierGap = Omit<Gap, "reason"> & { why: Gap["reason"] };

/** A session in an event; the report of an earlier version has earlier gaps. */
export type SessionInEvent = Omit<Session, "report"> & {
  report: (Omit<Report, "gaps"> & { gaps: (Gap | EarlierGap)[] }) | null;
};

/** What an event changes; `apply` merges it. */
export interface EventDetails {
  job?: Partial<Job>;
  evidence?: (Partial<Evidence> & { id: string })[];
  share?: Partial<Share> & { id: string };
  session?: SessionInEvent;
  message?: Message;
  still?: Still;
  mark?: Partial<Mark> & { id: string };
  /** The marks on a picture that is withdrawn. */
  marks?: Mark[];
  gap?: (Gap | EarlierGap)[];
  join?: Join;
  statement?: Partial<Statement> & { id: string };
  /** What a phone said of a step, a caption or a line: `at` is the time that counts. */
  told?: { at: string; by?: Author };
  /** Set when the file came through our own server, since the store could not be reached. */
  relayed?: boolean;
  [more: string]: unknown;
}

export interface Page<Item> {
  items: Item[];
  next: string | null;
}

export type Language = Person["language"];
export type MediaType = UploadRequest["media_type"];
export type PictureSize = "small" | "large" | "original";

export type Ack<Result> =
  | ({ ok: true } & Result)
  | { ok: false; error: { code: string; message: string } };
"""


def wire_ts() -> str:
    """The text of the whole file."""
    words = [f"export type {w.__name__} = {union(list(w))};\n" for w in WORDS]
    sent = [interface(name, schema, sent=True) for name, schema in SENT.items()]
    answered = [interface(name, schema, sent=False) for name, schema in ANSWERED.items()]
    return HEAD + "\n".join([*words, *sent, *answered, TAIL])
