"""A join link as the desk sees it."""

from smarthands.events import stamp
from smarthands.model import Join
from smarthands.views.values import JsonDict, moment


def join_view(join: Join) -> JsonDict:
    return {
        "id": str(join.id),
        "name": join.name,
        "created_at": stamp(join.created_at),
        "expires_at": stamp(join.expires_at),
        "revoked_at": moment(join.revoked_at),
        "taken_at": moment(join.taken_at),
    }
