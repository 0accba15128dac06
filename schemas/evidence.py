"""Evidence: the uploads and notes that a phone announces, and the items that readers see."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from schemas.base import (
    Digest,
    Moment,
    Prose,
    ReasonSchema,
    Schema,
    WholeNumber,
    Words,
    chosen,
    last_seen,
)
from schemas.captures import CaptureFactsSchema
from smarthands.evidence.file_kinds import upload_types
from smarthands.evidence.problems import FileProblem
from smarthands.model.evidence import Audience, EvidenceKind, Late, LateFor, Phase, PhotoSource
from smarthands.model.person import Role

MAX_SEQUENCE = 2**53 - 1
PICTURES = ("small", "large", "original")


class AuthorSchema(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    role = chosen(
        Role,
        metadata={
            "description": "her role at that time; absent where an earlier version did not keep "
            "it, and of somebody who had no seat in the session"
        },
    )
    guest = fields.Boolean(
        metadata={"description": "whether the author came by a join link; absent where not"}
    )


class RenditionViewSchema(Schema):
    width = fields.Integer(required=True)
    height = fields.Integer(required=True)
    sha256 = Digest(required=True)


class SoundViewSchema(Schema):
    sha256 = Digest(required=True)


class RenditionsSchema(Schema):
    small = fields.Nested(RenditionViewSchema)
    large = fields.Nested(RenditionViewSchema)
    sound = fields.Nested(
        SoundViewSchema, metadata={"description": "the sound of a voice note, an MP3"}
    )


class EvidenceViewSchema(Schema):
    id = fields.UUID(required=True)
    kind = chosen(EvidenceKind, required=True)
    phase = chosen(Phase, required=True, allow_none=True)
    caption = fields.String(required=True)
    text = fields.String(required=True)
    audience = chosen(Audience, required=True)
    author = fields.Nested(AuthorSchema, required=True)
    captured_at = Moment(required=True, metadata={"description": "time by the phone's clock"})
    received_at = Moment(required=True, metadata={"description": "time by the server's clock"})
    sequence = fields.Integer(required=True, allow_none=True)
    clock_off = fields.Boolean(
        required=True, metadata={"description": "the phone's clock was over five minutes off"}
    )
    late = chosen(
        Late,
        required=True,
        allow_none=True,
        metadata={
            "description": "set for what was captured by somebody who did not know yet what spoke "
            "against it; it is internal until the desk accepts it"
        },
    )
    # Without `required`: events and kept documents of earlier versions have none.
    late_for = chosen(
        LateFor,
        allow_none=True,
        metadata={
            "description": "what she did not know: `crew`, that she had been taken off the job, "
            "which absent means as well; `photo_policy`, that the site allows no photos"
        },
    )
    capture = fields.Nested(
        CaptureFactsSchema,
        required=True,
        allow_none=True,
        metadata={"description": "null where the phone told nothing, and of a withdrawn item"},
    )
    name = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "name of an attached file; null once it is withdrawn"},
    )
    media_type = fields.String(required=True, allow_none=True)
    size = fields.Integer(required=True, allow_none=True, metadata={"description": "bytes"})
    sha256 = Digest(required=True, allow_none=True)
    width = fields.Integer(required=True, allow_none=True)
    height = fields.Integer(required=True, allow_none=True)
    source = chosen(
        PhotoSource,
        required=True,
        allow_none=True,
        metadata={
            "description": "origin of a photo of the session's video: `video`, taken by a "
            "media node; `freeze`, as an expert's page showed it"
        },
    )
    seconds = fields.Float(
        required=True,
        allow_none=True,
        metadata={"description": "length of a recording or a voice note"},
    )
    incomplete = fields.Boolean(
        required=True, metadata={"description": "whether the end of a recording was lost"}
    )
    verified_at = Moment(
        required=True,
        allow_none=True,
        metadata={
            "description": "time at which a recording was read as a whole and its SHA-256 found"
        },
    )
    renditions = fields.Nested(RenditionsSchema, required=True)
    problem = chosen(
        FileProblem,
        required=True,
        allow_none=True,
        metadata={
            "description": "why a file has no picture or sound to show; `damaged` beside "
            "renditions says that they show the part that could be read"
        },
    )
    withdrawn_at = Moment(required=True, allow_none=True)
    withdrawn_reason = fields.String(required=True, allow_none=True)


class MomentsSchema(Schema):
    """The moment of capture by the phone's clock, and what that clock says now."""

    captured_at = Moment(required=True)
    device_time = Moment(required=True)
    sequence = WholeNumber(
        load_default=None,
        allow_none=True,
        validate=validate.Range(0, MAX_SEQUENCE),
    )
    seen = last_seen(load_default=None, allow_none=True)
    phase = chosen(Phase, load_default=None, allow_none=True)
    audience = chosen(Audience, load_default=Audience.CLIENT.value)


class FileName(Words):
    """The name of a file, without the folders that some browsers put before it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        path = super()._deserialize(value, attr, data, **kwargs)
        return path.replace("\\", "/").rsplit("/", 1)[-1].strip()


class UploadRequestSchema(MomentsSchema):
    id = fields.UUID(required=True)
    media_type = fields.String(required=True, validate=validate.OneOf(upload_types()))
    size = WholeNumber(required=True, validate=validate.Range(1, 10**12))
    sha256 = Digest(required=True)
    name = FileName(
        200, metadata={"description": "of an attached file (application/octet-stream) alone"}
    )
    caption = Words(500, load_default="")
    capture = fields.Nested(
        CaptureFactsSchema, metadata={"description": "of a photo alone; a retry changes nothing"}
    )
    source = fields.String(
        load_default=None, allow_none=True, validate=validate.OneOf([PhotoSource.FREEZE.value])
    )


class SignedPutSchema(Schema):
    url = fields.String(required=True)
    headers = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    expires_at = Moment(required=True)


class UploadTicketSchema(Schema):
    state = fields.String(required=True, validate=validate.OneOf(["pending", "sealed"]))
    put = fields.Nested(SignedPutSchema, required=True, allow_none=True)
    evidence = fields.Nested(EvidenceViewSchema, required=True, allow_none=True)


class NewNoteSchema(MomentsSchema):
    id = fields.UUID(required=True)
    text = Prose(10_000, shortest=1, required=True)


class DescriptionSchema(Schema):
    """New words about an item. A phone that may tell of them later, or more than once, sends an id
    of the change and its own times as well."""

    caption = Words(500, load_default=None)
    phase = chosen(Phase, load_default=None)
    id = fields.UUID(
        load_default=None, metadata={"description": "of this change: a retry has the same one"}
    )
    happened_at = Moment(
        load_default=None, metadata={"description": "time of the change by the phone's clock"}
    )
    device_time = Moment(
        load_default=None, metadata={"description": "time of this request by the phone's clock"}
    )
    seen = last_seen(load_default=None)

    @validates_schema
    def whole(self, data: dict[str, object], **_kwargs: object) -> None:
        """An earlier version sends `happened_at` and `seen` alone."""
        clock = data["device_time"] is not None
        both = clock and data["happened_at"] is not None
        if clock != (data["id"] is not None) or clock != both:
            raise ValidationError("Send id, happened_at and device_time together.", "id")


class WithdrawalSchema(ReasonSchema):
    """The reason why an item is taken out of view."""
