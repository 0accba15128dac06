"""Sites, assets and their import."""

from marshmallow import fields, validate

from schemas.base import PageQuery, Prose, Wire, Words, chosen
from smarthands.model.place import VideoPath

CSV_MAX = 2_000_000


class SiteView(Wire):
    id = fields.UUID(required=True)
    organization_id = fields.UUID(required=True)
    name = fields.String(required=True)
    address = fields.String(required=True)
    time_zone = fields.String(required=True, metadata={"description": "IANA name"})
    video_path = chosen(VideoPath, required=True)
    access_instructions = fields.String(metadata={"description": "for the provider's own people"})


class SiteEdit(Wire):
    name = Words(200, shortest=1)
    address = Words(500)
    time_zone = Words(64, shortest=1)
    access_instructions = Prose(4000)
    video_path = chosen(VideoPath)


class NewSite(Wire):
    id = fields.UUID(required=True)
    organization_id = fields.UUID(required=True)
    name = Words(200, shortest=1, required=True)
    address = Words(500, load_default="")
    time_zone = Words(64, shortest=1, load_default="UTC")
    access_instructions = Prose(4000, load_default="")
    video_path = chosen(VideoPath, load_default=VideoPath.NODE.value)


class SiteQuery(PageQuery):
    organization = fields.UUID()
    q = Words(100)


class SitePage(Wire):
    items = fields.List(fields.Nested(SiteView, required=True), required=True)
    next = fields.String(required=True, allow_none=True)


class AssetView(Wire):
    id = fields.UUID(required=True)
    site_id = fields.UUID(required=True)
    tag = fields.String(required=True)
    serial = fields.String(required=True)
    rack = fields.String(required=True)
    unit = fields.String(required=True)
    model = fields.String(required=True)


class AssetEdit(Wire):
    tag = Words(100, shortest=1)
    serial = Words(100)
    rack = Words(100)
    unit = Words(20)
    model = Words(200)


class NewAsset(Wire):
    id = fields.UUID(required=True)
    site_id = fields.UUID(required=True)
    tag = Words(100, shortest=1, required=True)
    serial = Words(100, load_default="")
    rack = Words(100, load_default="")
    unit = Words(20, load_default="")
    model = Words(200, load_default="")


class AssetQuery(PageQuery):
    site = fields.UUID()
    q = Words(100)


class AssetPage(Wire):
    items = fields.List(fields.Nested(AssetView, required=True), required=True)
    next = fields.String(required=True, allow_none=True)


class Import(Wire):
    csv = fields.String(required=True, validate=validate.Length(max=CSV_MAX))
    dry_run = fields.Boolean(load_default=False)


class SiteImport(Import):
    organization_id = fields.UUID(required=True)


class AssetImport(Import):
    site_id = fields.UUID(required=True)


class ImportLine(Wire):
    line = fields.Integer(required=True)
    column = fields.String()
    message = fields.String(required=True)


class Imported(Wire):
    created = fields.Integer(required=True)
    updated = fields.Integer(required=True)
    lines = fields.List(fields.Nested(ImportLine, required=True), required=True)
