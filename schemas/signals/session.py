"""Signals between the pages in a session, and the envelope of every signal."""

from marshmallow import fields, validate

from schemas.base import Schema, WholeNumber
from schemas.signals.read import KINDS, LOWERED, MOST_MINUTES


class PointerSchema(Schema):
    """A point in parts of the picture's width and height, from the camera's upper left."""

    x = fields.Float(required=True, validate=validate.Range(0, 1))
    y = fields.Float(required=True, validate=validate.Range(0, 1))


class LensSchema(Schema):
    id = fields.String(required=True)
    label = fields.String(required=True)


NO_DEVICE = ["asking", "denied", "missing", "busy", "silent", "unsupported"]
"""The reasons why a page has no camera or no microphone that it would send."""


class StateDataSchema(Schema):
    """The state of a page's camera, microphone and screen, as it tells the others."""

    camera = fields.String(required=True, validate=validate.OneOf(["on", "off", "paused"]))
    muted = fields.Boolean(required=True)
    camera_problem = fields.String(allow_none=True, validate=validate.OneOf(NO_DEVICE))
    microphone_problem = fields.String(allow_none=True, validate=validate.OneOf(NO_DEVICE))
    facing = fields.String(
        required=True, allow_none=True, validate=validate.OneOf(["environment", "user"])
    )
    torch = fields.Boolean(required=True)
    torchable = fields.Boolean(required=True)
    orientation = fields.String(required=True, validate=validate.OneOf(["portrait", "landscape"]))
    lenses = fields.List(fields.Nested(LensSchema, required=True), required=True)
    lens = fields.String(required=True, allow_none=True)
    reason = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf(["hidden", "taken", "call", "saver"]),
    )
    sends = fields.String(required=True, validate=validate.OneOf(["video", "stills", "voice"]))
    hand = fields.Boolean(required=True)
    takes_stills = fields.Boolean(required=True)
    shows = fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "the picture of the job that an expert holds up to the others, or that "
            "a phone shows in place of its camera"
        },
    )
    print = fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "print of a frozen picture: 64 greys across and 36 down, in Base64; a "
            "phone that sends stills finds its own copy by it"
        },
    )


class BatterySchema(Schema):
    """A phone's battery: its level in percent, and the minutes that it lasts, null while nobody can
    tell."""

    level = WholeNumber(required=True, validate=validate.Range(0, 100))
    charging = fields.Boolean(required=True)
    minutes = WholeNumber(required=True, allow_none=True, validate=validate.Range(0, MOST_MINUTES))


class PowerSchema(Schema):
    """The strength of a page's phone: its battery, null where the browser tells of none, and why
    its picture is smaller than the network would carry."""

    battery = fields.Nested(BatterySchema, required=True, allow_none=True)
    lowered = fields.String(required=True, allow_none=True, validate=validate.OneOf(LOWERED))


class AskSchema(Schema):
    """The expert asks the phone for something that its next state shows, or the node for a still of
    the video; then `value` is the still's id."""

    what = fields.String(
        required=True, validate=validate.OneOf(["torch", "lens", "facing", "still"])
    )
    value = fields.String(required=True)


class SignalSentSchema(Schema):
    session = fields.UUID(required=True)
    to = fields.UUID(required=True)
    page = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    data = fields.Dict(required=True, allow_none=True, metadata={"typescript": "unknown"})


class RelayedSchema(Schema):
    """A signal as it arrives; the server has written the sender."""

    session = fields.UUID(required=True)
    from_ = fields.UUID(required=True, data_key="from")
    page = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    data = fields.Dict(required=True, allow_none=True, metadata={"typescript": "unknown"})
