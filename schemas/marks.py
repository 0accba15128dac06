"""Marks: the lines, arrows and texts that an expert draws on a picture, and readers see."""

import re
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from schemas.base import Moment, Schema, WholeNumber, Words, chosen
from schemas.evidence import AuthorSchema
from smarthands.model.mark import MarkKind

WHOLE = 10_000
"""The width, and the height, of a picture: points are in parts of them."""
MOST_POINTS = 512
LONGEST_TEXT = 80
POINTS = {
    MarkKind.LINE: (2, MOST_POINTS),
    MarkKind.ARROW: (2, 2),
    MarkKind.RING: (2, 2),
    MarkKind.NUMBER: (1, 1),
    MarkKind.TEXT: (1, 1),
}
"""The fewest and the most points of each kind."""
NUMBER = re.compile(r"[0-9]{1,3}", re.ASCII)
SAYING = {MarkKind.NUMBER, MarkKind.TEXT}


def points(fewest: int = 1) -> fields.List[Any]:
    place = WholeNumber(required=True, validate=validate.Range(0, WHOLE))
    point = fields.List(place, required=True, validate=validate.Length(equal=2))
    return fields.List(
        point,
        required=True,
        validate=validate.Length(fewest, MOST_POINTS),
        metadata={
            "description": "`[x, y]` each, in ten-thousandths of the picture's width and height, "
            "upright, from its upper left"
        },
    )


class NewMarkSchema(Schema):
    id = fields.UUID(required=True)
    evidence_id = fields.UUID(required=True)
    kind = chosen(MarkKind, required=True)
    points = points()
    text = Words(LONGEST_TEXT, load_default="")
    drawn_at = Moment(required=True, metadata={"description": "time by the page's clock"})
    device_time = Moment(required=True, metadata={"description": "the present time by that clock"})

    @validates_schema(skip_on_field_errors=True)
    def _fits_its_kind(self, data: dict[str, Any], **_: Any) -> None:
        kind = MarkKind(data["kind"])
        fewest, most = POINTS[kind]
        if not fewest <= len(data["points"]) <= most:
            raise ValidationError(f"This kind of mark has {fewest} to {most} points.", "points")
        if (kind in SAYING) != bool(data["text"]):
            raise ValidationError("Numbers and texts say something, and nothing else does.", "text")
        if kind == MarkKind.NUMBER and not NUMBER.fullmatch(data["text"]):
            raise ValidationError("A number has one to three digits.", "text")


class MarkViewSchema(Schema):
    id = fields.UUID(required=True)
    session_id = fields.UUID(required=True)
    evidence_id = fields.UUID(required=True)
    author = fields.Nested(AuthorSchema, required=True)
    kind = chosen(MarkKind, required=True)
    # A mark on a picture that was withdrawn has neither points nor text.
    points = points(0)
    text = fields.String(required=True)
    drawn_at = Moment(required=True, metadata={"description": "time by the server's clock"})
    undone_at = Moment(required=True, allow_none=True)
