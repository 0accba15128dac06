"""What a phone tells of a photo's camera, beside the moment of the capture."""

from marshmallow import fields, validate

from schemas.base import Measure, Schema, WholeNumber, Words, chosen
from smarthands.evidence.capture import CaptureOrigin, TimeSource

FURTHEST_OFFSET = 14 * 60
"""No clock is set to a time further from UTC, in minutes."""
LONGEST_NAME = 100


class CaptureFactsSchema(Schema):
    """What EXIF would say of a photo. Each fact is absent where nobody knows it. A position is none
    of them: no site has a rule yet that allows one."""

    origin = chosen(
        CaptureOrigin,
        metadata={
            "description": "`viewfinder`: taken by the page's own camera; `camera_app`: by the "
            "phone's, for this photo; `gallery`: chosen among files that were there already"
        },
    )
    time_source = chosen(
        TimeSource,
        metadata={
            "description": "the clock of `captured_at`. `clock`: the phone's, at the press; "
            "`exif`: the camera's, which names its offset from "
            "UTC; `exif_local`: the camera's, whose offset follows from another time of the file; "
            "`file`: the one by which the file was written"
        },
    )
    utc_offset_minutes = WholeNumber(
        validate=validate.Range(-FURTHEST_OFFSET, FURTHEST_OFFSET),
        metadata={"description": "minutes by which that clock was set ahead of UTC"},
    )
    held = WholeNumber(
        validate=validate.OneOf([0, 90, 180, 270]),
        metadata={"description": "degrees clockwise by which the device was turned from upright"},
    )
    orientation = WholeNumber(
        validate=validate.Range(1, 8),
        metadata={"description": "the orientation in a file's EXIF; renditions are upright"},
    )
    camera = Words(
        LONGEST_NAME,
        metadata={"description": "name by the browser, or maker and model by a file's EXIF"},
    )
    lens = Words(LONGEST_NAME, metadata={"description": "name by a file's EXIF"})
    facing = fields.String(validate=validate.OneOf(["environment", "user"]))
    zoom = Measure(
        validate=validate.Range(0, 1000),
        metadata={"description": "times the camera's own 1×"},
    )
    torch = fields.Boolean(truthy={True}, falsy={False})
    width = WholeNumber(
        validate=validate.Range(1, 100_000),
        metadata={"description": "pixels of the camera's frame, upright"},
    )
    height = WholeNumber(validate=validate.Range(1, 100_000))
