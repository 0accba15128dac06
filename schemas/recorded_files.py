"""Recorded files: what a media node announces of a file and of its parts."""

from marshmallow import fields, validate

from schemas.base import Digest, LongList, Moment, Schema, WholeNumber
from schemas.evidence import MAX_SEQUENCE
from schemas.sessions.gaps import MissingPartSchema, seconds

RECORDED_TYPES = ("video/webm", "video/mp4", "audio/webm")
MOST_PARTS = 10_000
LARGEST_PART = 64 << 20


def number() -> WholeNumber:
    check = validate.Range(1, MOST_PARTS)
    return WholeNumber(required=True, validate=check)


def part_size() -> WholeNumber:
    check = validate.Range(1, LARGEST_PART)
    return WholeNumber(required=True, validate=check)


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


class WholeFileSchema(Schema):
    size = WholeNumber(required=True, validate=validate.Range(1, MAX_SEQUENCE))
    sha256 = Digest(required=True)
    seconds = seconds()
    parts = LongList(
        fields.Nested(PartSchema, required=True),
        required=True,
        validate=validate.Length(1, MOST_PARTS),
    )
    gaps = LongList(
        fields.Nested(MissingPartSchema, required=True),
        load_default=list,
        validate=validate.Length(max=2000),
    )
