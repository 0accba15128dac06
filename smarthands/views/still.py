"""A requested still as its readers see it."""

from smarthands.events import stamp
from smarthands.model import Still
from smarthands.views.values import JsonDict, named


def still_view(still: Still) -> JsonDict:
    return {
        "id": str(still.id),
        "session_id": str(still.session_id),
        "requested_by": named(still.requested_by, still.requested_by_name),
        "requested_at": stamp(still.requested_at),
        "expires_at": stamp(still.expires_at),
        "state": still.state,
    }
