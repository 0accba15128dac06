"""TypeScript for marshmallow: an interface for a schema, a type for a field."""

from typing import Any

from marshmallow import fields, validate

from schemas.base import Digest, Moment, Schema
from schemas.typescript.names import NAMES, WORDS


def interface(name: str, schema: type[Schema], *, sent: bool) -> str:
    lines = [f"export interface {name} {{"]
    for key, field in schema().fields.items():
        optional = "" if field.required else "?"
        null = " | null" if field.allow_none else ""
        # A sender may leave a field out or undefined; in a response it is there or it is not.
        maybe = " | undefined" if sent and optional else ""
        lines.append(f"  {field.data_key or key}{optional}: {_type(field)}{null}{maybe};")
    return "\n".join([*lines, "}", ""])


def _type(field: Any) -> str:
    if isinstance(field, fields.Nested):
        return NAMES[type(field.schema)]
    if isinstance(field, fields.List):
        inner = _type(field.inner)
        return f"({inner})[]" if " " in inner else f"{inner}[]"
    if isinstance(field, fields.Dict):
        return _dict_type(field)
    if isinstance(field, fields.Boolean):
        return "boolean"
    if isinstance(field, fields.Integer | fields.Float):
        return "number"
    if isinstance(field, fields.String | fields.UUID | Moment | Digest):
        return _string_type(field)
    raise TypeError(f"no TypeScript for {field!r}")


def _dict_type(field: Any) -> str:
    if field.metadata.get("typescript"):
        return str(field.metadata["typescript"])
    values = _type(field.value_field) if field.value_field else "unknown"
    return f"Record<string, {values}>"


def _string_type(field: Any) -> str:
    for check in field.validators:
        if isinstance(check, validate.OneOf):
            choices = [str(choice) for choice in check.choices]
            named = next((w for w in WORDS if [each.value for each in w] == choices), None)
            return named.__name__ if named else union(choices)
    return "string"


def union(words: list[Any]) -> str:
    return " | ".join(f'"{word}"' for word in words)
