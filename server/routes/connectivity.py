"""The check before a call: the servers and nodes that a page can try."""

from typing import Any

from schemas.connectivity import ConnectivitySchema
from server.auth.ice import echo, ice_servers
from server.auth.request_auth import actor
from server.http.request import context, kit
from server.http.routing import Routes
from smarthands.access.verbs import Verb, require

blueprint = Routes(
    "connectivity", __name__, url_prefix="/api", description="Paths that a call can take"
)


@blueprint.get("/connectivity")
@blueprint.response(200, ConnectivitySchema)
def connectivity() -> Any:
    """Servers and credentials to try, and where media nodes answer."""
    require(actor(), Verb.JOIN_SESSION)
    settings, node = context().settings, context().nodes() > 0
    return {
        "ice_servers": ice_servers(settings, str(actor().id), kit().now(), node=node),
        "echo": echo(settings) if node else None,
    }
