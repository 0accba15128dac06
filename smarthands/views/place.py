"""A site as its readers see it."""

from smarthands.actor import Actor
from smarthands.model import Site
from smarthands.views.values import JsonDict


def site_view(site: Site, reader: Actor) -> JsonDict:
    """Only the provider's own people read the access instructions."""
    fields = {
        "id": str(site.id),
        "organization_id": str(site.organization_id),
        "name": site.name,
        "address": site.address,
        "time_zone": site.time_zone,
        "video_path": site.video_path,
    }
    return fields | ({"access_instructions": site.access_instructions} if reader.internal else {})
