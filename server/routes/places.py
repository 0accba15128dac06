"""Organizations, sites and assets, and their import from CSV."""

from typing import Any
from uuid import UUID

from schemas.base import EventQuerySchema, PageQuerySchema
from schemas.events import EventPageSchema
from schemas.people import (
    NewOrganizationSchema,
    OrganizationEditSchema,
    OrganizationPageSchema,
    OrganizationViewSchema,
)
from schemas.places import (
    AssetEditSchema,
    AssetImportSchema,
    AssetPageSchema,
    AssetQuerySchema,
    AssetViewSchema,
    ImportedSchema,
    NewAssetSchema,
    NewSiteSchema,
    SiteEditSchema,
    SiteImportSchema,
    SitePageSchema,
    SiteQuerySchema,
    SiteViewSchema,
)
from server.auth.request_auth import actor
from server.http.request import kit
from server.http.routing import Routes
from smarthands.jobs import document
from smarthands.places import assets, csv_import, organizations, sites

blueprint = Routes("places", __name__, url_prefix="/api", description="Organizations and places")


@blueprint.get("/organizations")
@blueprint.arguments(PageQuerySchema, location="query")
@blueprint.response(200, OrganizationPageSchema)
def list_organizations(query: dict[str, Any]) -> Any:
    """The organizations you may see, by name."""
    return organizations.organizations(kit(), actor(), **query)


@blueprint.post("/organizations")
@blueprint.arguments(NewOrganizationSchema)
@blueprint.response(201, OrganizationViewSchema)
def add_organization(body: dict[str, Any]) -> Any:
    """Add an ordering organization."""
    return organizations.add(kit(), actor(), **body)


@blueprint.get("/organizations/<uuid:organization_id>")
@blueprint.response(200, OrganizationViewSchema)
def get_organization(organization_id: UUID) -> Any:
    """One organization."""
    return organizations.one(kit(), actor(), organization_id)


@blueprint.patch("/organizations/<uuid:organization_id>")
@blueprint.arguments(OrganizationEditSchema)
@blueprint.response(200, OrganizationViewSchema)
def edit_organization(body: dict[str, Any], organization_id: UUID) -> Any:
    """Change an organization's name or whom to ask there."""
    return organizations.edit(kit(), actor(), organization_id, **body)


@blueprint.get("/organizations/<uuid:organization_id>/events")
@blueprint.arguments(EventQuerySchema, location="query")
@blueprint.response(200, EventPageSchema)
def organization_events(query: dict[str, Any], organization_id: UUID) -> Any:
    """Sign-ins and administration, in order."""
    return document.organization_events(kit(), actor(), organization_id, **query)


@blueprint.get("/sites")
@blueprint.arguments(SiteQuerySchema, location="query")
@blueprint.response(200, SitePageSchema)
def list_sites(query: dict[str, Any]) -> Any:
    """The sites you may see, by name."""
    return sites.sites(kit(), actor(), **query)


@blueprint.post("/sites")
@blueprint.arguments(NewSiteSchema)
@blueprint.response(201, SiteViewSchema)
def add_site(body: dict[str, Any]) -> Any:
    """Add a site."""
    return sites.add(kit(), actor(), **body)


@blueprint.post("/sites/import")
@blueprint.arguments(SiteImportSchema)
@blueprint.response(200, ImportedSchema)
def import_sites(body: dict[str, Any]) -> Any:
    """Import sites from CSV: all lines or none."""
    return csv_import.import_sites(kit(), actor(), **body)


@blueprint.get("/sites/<uuid:site_id>")
@blueprint.response(200, SiteViewSchema)
def get_site(site_id: UUID) -> Any:
    """One site."""
    return sites.one(kit(), actor(), site_id)


@blueprint.patch("/sites/<uuid:site_id>")
@blueprint.arguments(SiteEditSchema)
@blueprint.response(200, SiteViewSchema)
def edit_site(body: dict[str, Any], site_id: UUID) -> Any:
    """Change a site."""
    return sites.edit(kit(), actor(), site_id, **body)


@blueprint.get("/assets")
@blueprint.arguments(AssetQuerySchema, location="query")
@blueprint.response(200, AssetPageSchema)
def list_assets(query: dict[str, Any]) -> Any:
    """The assets you may see, by tag."""
    return assets.assets(kit(), actor(), **query)


@blueprint.post("/assets")
@blueprint.arguments(NewAssetSchema)
@blueprint.response(201, AssetViewSchema)
def add_asset(body: dict[str, Any]) -> Any:
    """Add an asset."""
    return assets.add(kit(), actor(), **body)


@blueprint.post("/assets/import")
@blueprint.arguments(AssetImportSchema)
@blueprint.response(200, ImportedSchema)
def import_assets(body: dict[str, Any]) -> Any:
    """Import assets from CSV: all lines or none."""
    return csv_import.import_assets(kit(), actor(), **body)


@blueprint.get("/assets/<uuid:asset_id>")
@blueprint.response(200, AssetViewSchema)
def get_asset(asset_id: UUID) -> Any:
    """One asset."""
    return assets.one(kit(), actor(), asset_id)


@blueprint.patch("/assets/<uuid:asset_id>")
@blueprint.arguments(AssetEditSchema)
@blueprint.response(200, AssetViewSchema)
def edit_asset(body: dict[str, Any], asset_id: UUID) -> Any:
    """Change an asset."""
    return assets.edit(kit(), actor(), asset_id, **body)
