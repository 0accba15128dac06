"""Marshmallow's own sentences about the fields that our schemas have."""

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
NEVER_SAID = {"format"}  # about what we send, not what we take


def sentences() -> set[Sentence]:
    for module in pkgutil.walk_packages(schemas.__path__, "schemas."):
        importlib.import_module(module.name)
    found: set[Sentence] = set()
    for schema in _below(marshmallow.Schema):
        if schema.__module__.startswith("schemas."):
            made = schema()
            found |= {_told(schema, said) for said in made.error_messages.values()}
            for field in made.fields.values():
                found |= set(_of_field(field))
    return found


def _below(schema: type[marshmallow.Schema]) -> Iterator[type[marshmallow.Schema]]:
    for each in schema.__subclasses__():
        yield each
        yield from _below(each)


def _of_field(field: fields.Field[Any]) -> Iterator[Sentence]:
    for key, said in field.error_messages.items():
        if key not in NEVER_SAID:
            yield _told(type(field), said, field)
    for check in field.validators:
        assert isinstance(check, validate.Validator), "a check that says what nobody reads here"
        for name in MESSAGES:
            if fault := getattr(check, name, None):
                yield _told(type(check), fault)
    for name in ("inner", "key_field", "value_field"):
        if isinstance(inner := getattr(field, name, None), fields.Field):
            yield from _of_field(inner)


def _told(by: type, said: object, field: fields.Field[Any] | None = None) -> Sentence:
    assert isinstance(said, str), "what marshmallow says is text"
    for part in ("obj_type", "awareness"):
        said = said.replace(f"{{{part}}}", str(getattr(field, part.upper(), "")))
    return Sentence(re.sub(r"\{\w+\}", OPEN, said), f"marshmallow, {by.__name__}")
