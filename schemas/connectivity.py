"""Connectivity: the servers and the echo that a page tries before a call."""

from marshmallow import fields

from schemas.base import Schema


class EchoSchema(Schema):
    """The STUN echo of the media nodes. To ICE it is an ICE-lite peer with this name and password,
    which are no secret: a page that connects to it knows that UDP gets through, and how fast."""

    addresses = fields.List(fields.String(required=True), required=True)
    port = fields.Integer(required=True)
    fragment = fields.String(required=True)
    password = fields.String(required=True)


class IceServerSchema(Schema):
    urls = fields.List(fields.String(required=True), required=True)
    username = fields.String()
    credential = fields.String()


class ConnectivitySchema(Schema):
    ice_servers = fields.List(fields.Nested(IceServerSchema, required=True), required=True)
    echo = fields.Nested(
        EchoSchema,
        required=True,
        allow_none=True,
        metadata={"description": "null while no media node is there: calls go page to page"},
    )
