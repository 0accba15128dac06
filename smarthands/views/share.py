"""A share link as the desk sees it."""

from smarthands.events import stamp
from smarthands.model import Share
from smarthands.views.values import JsonDict, moment


def share_view(share: Share) -> JsonDict:
    return {
        "id": str(share.id),
        "label": share.label,
        "created_at": stamp(share.created_at),
        "expires_at": stamp(share.expires_at),
        "revoked_at": moment(share.revoked_at),
    }
