"""A site as its readers see it, and its photo policy as its jobs show it."""

from smarthands.actor import Actor
from smarthands.model import Site
from smarthands.model.place import PhotoRule
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
        "photo_rule": site.photo_rule,
        "photo_permit_required": site.photo_permit_required,
        "photo_permit_number": site.photo_permit_number,
    }
    return fields | ({"access_instructions": site.access_instructions} if reader.internal else {})


def photo_policy_view(site: Site) -> JsonDict | None:
    """The photo policy as it holds now; None where everything is allowed without a permit."""
    rule = site.photo_rule_in_force
    if rule == PhotoRule.ALLOWED and not site.photo_permit_number:
        return None
    return {
        "rule": rule.value,
        "permit_required": site.photo_permit_required,
        "permit_number": site.photo_permit_number,
    }
