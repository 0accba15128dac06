"""Sites, assets and their import from CSV."""

from typing import Any

from marshmallow import fields, validate

from schemas.base import PageQuerySchema, Prose, Schema, Words, chosen
from smarthands.model.place import PhotoRule, VideoPath

CSV_MAX = 2_000_000


def _yes_or_no(**kwargs: Any) -> fields.Boolean:
    """A field that takes JSON's own truth values alone, and no text that reads like one."""
    return fields.Boolean(truthy={True}, falsy={False}, **kwargs)


class PhotoPolicySchema(Schema):
    """The photo policy of a job's site, as it holds now; both the rule and the permit are the
    site's."""

    rule = chosen(
        PhotoRule,
        required=True,
        metadata={
            "description": "`stills_only`: photos and stills, no video; `none`: no picture at all, "
            "as while a permit is required and none is named"
        },
    )
    permit_required = fields.Boolean(required=True)
    permit_number = fields.String(required=True)


class SiteViewSchema(Schema):
    id = fields.UUID(required=True)
    organization_id = fields.UUID(required=True)
    name = fields.String(required=True)
    address = fields.String(required=True)
    time_zone = fields.String(required=True, metadata={"description": "IANA name"})
    video_path = chosen(VideoPath, required=True)
    photo_rule = chosen(PhotoRule, required=True)
    photo_permit_required = fields.Boolean(required=True)
    photo_permit_number = fields.String(required=True)
    access_instructions = fields.String(metadata={"description": "for the provider's own people"})


class SiteEditSchema(Schema):
    name = Words(200, shortest=1)
    address = Words(500)
    time_zone = Words(64, shortest=1)
    access_instructions = Prose(4000)
    video_path = chosen(VideoPath)
    photo_rule = chosen(PhotoRule)
    photo_permit_required = _yes_or_no()
    photo_permit_number = Words(60)


class NewSiteSchema(Schema):
    id = fields.UUID(required=True)
    organization_id = fields.UUID(required=True)
    name = Words(200, shortest=1, required=True)
    address = Words(500, load_default="")
    time_zone = Words(64, shortest=1, load_default="UTC")
    access_instructions = Prose(4000, load_default="")
    video_path = chosen(VideoPath, load_default=VideoPath.NODE.value)
    photo_rule = chosen(PhotoRule, load_default=PhotoRule.ALLOWED.value)
    photo_permit_required = _yes_or_no(load_default=False)
    photo_permit_number = Words(60, load_default="")


class SiteQuerySchema(PageQuerySchema):
    organization = fields.UUID()
    q = Words(100)


class SitePageSchema(Schema):
    items = fields.List(fields.Nested(SiteViewSchema, required=True), required=True)
    next = fields.String(required=True, allow_none=True)


class AssetViewSchema(Schema):
    id = fields.UUID(required=True)
    site_id = fields.UUID(required=True)
    tag = fields.String(required=True)
    serial = fields.String(required=True)
    rack = fields.String(required=True)
    unit = fields.String(required=True)
    model = fields.String(required=True)


class AssetEditSchema(Schema):
    tag = Words(100, shortest=1)
    serial = Words(100)
    rack = Words(100)
    unit = Words(20)
    model = Words(200)


class NewAssetSchema(Schema):
    id = fields.UUID(required=True)
    site_id = fields.UUID(required=True)
    tag = Words(100, shortest=1, required=True)
    serial = Words(100, load_default="")
    rack = Words(100, load_default="")
    unit = Words(20, load_default="")
    model = Words(200, load_default="")


class AssetQuerySchema(PageQuerySchema):
    site = fields.UUID()
    q = Words(100)


class AssetPageSchema(Schema):
    items = fields.List(fields.Nested(AssetViewSchema, required=True), required=True)
    next = fields.String(required=True, allow_none=True)


class ImportSchema(Schema):
    csv = fields.String(required=True, validate=validate.Length(max=CSV_MAX))
    dry_run = fields.Boolean(load_default=False)


class SiteImportSchema(ImportSchema):
    organization_id = fields.UUID(required=True)


class AssetImportSchema(ImportSchema):
    site_id = fields.UUID(required=True)


class ImportLineSchema(Schema):
    line = fields.Integer(required=True)
    column = fields.String()
    message = fields.String(required=True)


class ImportedSchema(Schema):
    created = fields.Integer(required=True)
    updated = fields.Integer(required=True)
    lines = fields.List(fields.Nested(ImportLineSchema, required=True), required=True)
