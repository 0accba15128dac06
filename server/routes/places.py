"""Organizations, sites, assets."""

from typing import Any
from uuid import UUID

from schemas.base import EventQuery, PageQuery
from schemas.events import EventPage
from schemas.people import NewOrganization, OrganizationEdit, OrganizationPage, OrganizationView
from schemas.places import (
    AssetEdit,
    AssetImport,
    AssetPage,
    AssetQuery,
    AssetView,
    Imported,
    NewAsset,
    NewSite,
    SiteEdit,
    SiteImport,
    SitePage,
    SiteQuery,
    SiteView,
)
from server.http.request import actor, kit
from server.http.routing import Routes
from smarthands.jobs import document
from smarthands.places import csv_import, places

blueprint = Routes("places", __name__, url_prefix="/api", description="Organizations and places")


@blueprint.get("/organizations")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, OrganizationPage)
def list_organizations(query: dict[str, Any]) -> Any:
    """The organizations you may see, by name."""
    return places.organizations(kit(), actor(), **query)


@blueprint.post("/organizations")
@blueprint.arguments(NewOrganization)
@blueprint.response(201, OrganizationView)
def add_organization(body: dict[str, Any]) -> Any:
    """Add an ordering organization."""
    return places.add_organization(kit(), actor(), **body)


@blueprint.get("/organizations/<uuid:organization_id>")
@blueprint.response(200, OrganizationView)
def get_organization(organization_id: UUID) -> Any:
    """One organization."""
    return places.one_organization(kit(), actor(), organization_id)


@blueprint.patch("/organizations/<uuid:organization_id>")
@blueprint.arguments(OrganizationEdit)
@blueprint.response(200, OrganizationView)
def edit_organization(body: dict[str, Any], organization_id: UUID) -> Any:
    """Change an organization's name or whom to ask there."""
    return places.edit_organization(kit(), actor(), organization_id, **body)


@blueprint.get("/organizations/<uuid:organization_id>/events")
@blueprint.arguments(EventQuery, location="query")
@blueprint.response(200, EventPage)
def organization_events(query: dict[str, Any], organization_id: UUID) -> Any:
    """Sign-ins and administration, in order."""
    return document.organization_events(kit(), actor(), organization_id, **query)


@blueprint.get("/sites")
@blueprint.arguments(SiteQuery, location="query")
@blueprint.response(200, SitePage)
def list_sites(query: dict[str, Any]) -> Any:
    """The sites you may see, by name."""
    return places.sites(kit(), actor(), **query)


@blueprint.post("/sites")
@blueprint.arguments(NewSite)
@blueprint.response(201, SiteView)
def add_site(body: dict[str, Any]) -> Any:
    """Add a site."""
    return places.add_site(kit(), actor(), **body)


@blueprint.post("/sites/import")
@blueprint.arguments(SiteImport)
@blueprint.response(200, Imported)
def import_sites(body: dict[str, Any]) -> Any:
    """Import sites from CSV: all lines or none."""
    return csv_import.import_sites(kit(), actor(), **body)


@blueprint.get("/sites/<uuid:site_id>")
@blueprint.response(200, SiteView)
def get_site(site_id: UUID) -> Any:
    """One site."""
    return places.one_site(kit(), actor(), site_id)


@blueprint.patch("/sites/<uuid:site_id>")
@blueprint.arguments(SiteEdit)
@blueprint.response(200, SiteView)
def edit_site(body: dict[str, Any], site_id: UUID) -> Any:
    """Change a site."""
    return places.edit_site(kit(), actor(), site_id, **body)


@blueprint.get("/assets")
@blueprint.arguments(AssetQuery, location="query")
@blueprint.response(200, AssetPage)
def list_assets(query: dict[str, Any]) -> Any:
    """The assets you may see, by tag."""
    return places.assets(kit(), actor(), **query)


@blueprint.post("/assets")
@blueprint.arguments(NewAsset)
@blueprint.response(201, AssetView)
def add_asset(body: dict[str, Any]) -> Any:
    """Add an asset."""
    return places.add_asset(kit(), actor(), **body)


@blueprint.post("/assets/import")
@blueprint.arguments(AssetImport)
@blueprint.response(200, Imported)
def import_assets(body: dict[str, Any]) -> Any:
    """Import assets from CSV: all lines or none."""
    return csv_import.import_assets(kit(), actor(), **body)


@blueprint.get("/assets/<uuid:asset_id>")
@blueprint.response(200, AssetView)
def get_asset(asset_id: UUID) -> Any:
    """One asset."""
    return places.one_asset(kit(), actor(), asset_id)


@blueprint.patch("/assets/<uuid:asset_id>")
@blueprint.arguments(AssetEdit)
@blueprint.response(200, AssetView)
def edit_asset(body: dict[str, Any], asset_id: UUID) -> Any:
    """Change an asset."""
    return places.edit_asset(kit(), actor(), asset_id, **body)
