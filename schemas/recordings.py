"""Recordings: what people ask for and answer, what a media node sends, what a player is told."""

from marshmallow import fields, validate

from schemas.base import INT32, Digest, Measure, Moment, Schema
from schemas.evidence import MAX_SEQUENCE
from smarthands.model.recording import GapReason

RECORDED_TYPES = ("video/webm", "video/mp4", "audio/webm")
MOST_PARTS = 10_000
LARGEST_PART = 64 << 20
LONGEST = 7 * 86_400
OF_A_CALL = (GapReason.NETWORK, GapReason.PAGE, GapReason.NODE, GapReason.UNKNOWN)
OF_A_FILE = tuple(reason for reason in GapReason if reason not in OF_A_CALL[:3])


def number() -> fields.Integer:
    check = validate.Range(1, MOST_PARTS)
    return fields.Integer(required=True, strict=True, validate=check)


def part_size() -> fields.Integer:
    check = validate.Range(1, LARGEST_PART)
    return fields.Integer(required=True, strict=True, validate=check)


def seconds() -> Measure:
    return Measure(required=True, validate=validate.Range(0, LONGEST))


class NewRecordingSchema(Schema):
    id = fields.UUID(required=True)


class AnswerSchema(Schema):
    """Whether I consent to being recorded."""

    given = fields.Boolean(required=True, truthy={True}, falsy={False})


class NewGapSchema(Schema):
    id = fields.UUID(required=True)
    participant = fields.UUID(required=True)
    at = Moment(required=True)
    seconds = seconds()
    why = fields.String(required=True, validate=validate.OneOf([*map(str, OF_A_CALL)]))


class NewFileSchema(Schema):
    id = fields.UUID(required=True)
    participant = fields.UUID(required=True)
    media_type = fields.String(required=True, validate=validate.OneOf(RECORDED_TYPES))
    begun_at = Moment(required=True)


class FileViewSchema(Schema):
    id = fields.UUID(required=True)


class NewPartSchema(Schema):
    number = number()
    size = part_size()
    sha256 = Digest(required=True)


class SignedPartSchema(Schema):
    url = fields.String(required=True)
    headers = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class PartSchema(NewPartSchema):
    etag = fields.String(required=True, validate=validate.Length(1, 200))


class MissingPartSchema(Schema):
    """A stretch of the file with nothing in it, in seconds from its beginning."""

    at = seconds()
    seconds = seconds()
    reason = fields.String(required=True, validate=validate.OneOf([*map(str, OF_A_FILE)]))


class WholeFileSchema(Schema):
    size = fields.Integer(required=True, strict=True, validate=validate.Range(1, MAX_SEQUENCE))
    sha256 = Digest(required=True)
    seconds = seconds()
    parts = fields.List(
        fields.Nested(PartSchema, required=True),
        required=True,
        validate=validate.Length(1, MOST_PARTS),
    )
    gaps = fields.List(
        fields.Nested(MissingPartSchema, required=True),
        load_default=list,
        validate=validate.Length(max=2000),
    )


class StillUploadSchema(Schema):
    """`participant`: whose camera; without it, who is on site. `at`: the moment of the picture."""

    size = fields.Integer(required=True, strict=True, validate=validate.Range(1, INT32))
    sha256 = Digest(required=True)
    participant = fields.UUID(load_default=None, allow_none=True)
    at = Moment(load_default=None, allow_none=True)


class ChapterSchema(Schema):
    """Something that happened `at` seconds after a recording's beginning.

    `id` is a message's, a still's (and its photo's), of marks their picture's, a gap's, or of a
    consent the participant's.
    """

    at = fields.Float(required=True)
    kind = fields.String(
        required=True, validate=validate.OneOf(["message", "still", "marks", "gap", "consent"])
    )
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    text = fields.String(
        required=True, metadata={"description": "of a message its line, of a gap its reason"}
    )
    seconds = fields.Float(required=True, allow_none=True, metadata={"description": "of a gap"})
    given = fields.Boolean(required=True, allow_none=True, metadata={"description": "of a consent"})


class ChaptersSchema(Schema):
    items = fields.List(fields.Nested(ChapterSchema, required=True), required=True)
