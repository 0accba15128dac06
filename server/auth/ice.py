"""STUN and TURN servers for a participant, with short-lived credentials by coturn's REST scheme.

The user name is `<seconds since 1970 when it ends>:<who>`, the password the Base64 of its HMAC-SHA1
with the secret that coturn has as `static-auth-secret` (draft-uberti-behave-turn-rest-00).
"""

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Any

from realtime.media.transport.stun import FRAGMENT, PASSWORD
from server.settings.settings import Settings


def ice_servers(
    settings: Settings, who: str, now: datetime, *, node: bool = False
) -> list[dict[str, Any]]:
    """The servers as RTCPeerConnection takes them. `node` says that a media node is connected,
    whose echo answers as a STUN server does."""
    servers: list[dict[str, Any]] = []
    stun = [*settings.stun_urls, *(echo_urls(settings) if node else ())]
    if stun:
        servers.append({"urls": stun})
    if settings.turn_urls and settings.turn_secret:
        ends = int(now.timestamp()) + settings.turn_minutes * 60
        username = f"{ends}:{who}"
        digest = hmac.new(settings.turn_secret.encode(), username.encode(), hashlib.sha1).digest()
        credential = base64.b64encode(digest).decode()
        servers.append(
            {"urls": list(settings.turn_urls), "username": username, "credential": credential}
        )
    return servers


def echo(settings: Settings) -> dict[str, Any]:
    """The echo as an ICE-lite peer for pages, in the shape of schemas.connectivity.EchoSchema."""
    return {
        "addresses": [entry.partition("/")[0] for entry in settings.media_addresses],
        "port": settings.media_ports[0],
        "fragment": FRAGMENT,
        "password": PASSWORD,
    }


def echo_urls(settings: Settings) -> list[str]:
    """The addresses of the echo as URLs of STUN servers."""
    server = echo(settings)
    hosts = [f"[{host}]" if ":" in host else host for host in server["addresses"]]
    return [f"stun:{host}:{server['port']}" for host in hosts]
