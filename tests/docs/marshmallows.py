"""The sentences of marshmallow itself about the fields that our schemas have."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import marshmallow
from marshmallow import fields, validate

import schemas
from tests.docs.sentences import OPEN, Sentence

MESSAGES = ("message_min", "message_max", "message_all", "message_equal", "error")
NEVER_SENT = {"format"}  # marshmallow says this of values that we dump, not of those that we load


def sentences() -> set[Sentence]:
    for module in pkgutil.walk_packages(schemas.__path__, "schemas."):
        importlib.import_module(module.name)
    texts: set[Sentence] = set()
    for schema in _below(marshmallow.Schema):
        if schema.__module__.startswith("schemas."):
            instance = schema()
            texts |= {_sentence(schema, text) for text in instance.error_messages.values()}
            for field in instance.fields.values():
                texts |= set(_of_field(field))
    return texts


def _below(schema: type[marshmallow.Schema]) -> Iterator[type[marshmallow.Schema]]:
    for each in schema.__subclasses__():
        yield each
        yield from _below(each)


def _of_field(field: fields.Field[Any]) -> Iterator[Sentence]:
    for key, message in field.error_messages.items():
        if key not in NEVER_SENT:
            yield _sentence(type(field), message, field)
    for check in field.validators:
        assert isinstance(check, validate.Validator), "a validator whose messages are not read here"
        for name in MESSAGES:
            if fault := getattr(check, name, None):
                yield _sentence(type(check), fault)
    for name in ("inner", "key_field", "value_field"):
        if isinstance(inner := getattr(field, name, None), fields.Field):
            yield from _of_field(inner)


def _sentence(by: type, message: object, field: fields.Field[Any] | None = None) -> Sentence:
    assert isinstance(message, str), "a message of marshmallow is text"
    for part in ("obj_type", "awareness"):
        message = message.replace(f"{{{part}}}", str(getattr(field, part.upper(), "")))
    return Sentence(re.sub(r"\{\w+\}", OPEN, message), f"marshmallow, {by.__name__}")
