"""STUN and TURN for a participant: credentials that live for a while, by coturn's REST scheme.

The user name is `<seconds since 1970 when it ends>:<who>`, the password the Base64 of its HMAC-SHA1
with the secret that coturn has as `static-auth-secret` (draft-uberti-behave-turn-rest-00).
"""

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Any

from server.settings import Settings


def ice_servers(settings: Settings, who: str, now: datetime) -> list[dict[str, Any]]:
    """As RTCPeerConnection takes them."""
    servers: list[dict[str, Any]] = []
    if settings.stun_urls:
        servers.append({"urls": list(settings.stun_urls)})
    if settings.turn_urls and settings.turn_secret:
        ends = int(now.timestamp()) + settings.turn_minutes * 60
        username = f"{ends}:{who}"
        digest = hmac.new(settings.turn_secret.encode(), username.encode(), hashlib.sha1).digest()
        credential = base64.b64encode(digest).decode()
        servers.append(
            {"urls": list(settings.turn_urls), "username": username, "credential": credential}
        )
    return servers
