"""Tokens of 256 bits: fresh ones from the system, derived ones from the server's secret.

Digests need the secret too: changing it ends every login, link and share that was handed out.
"""

import base64
import hmac
import secrets


class SecretTokens:
    """Fits `smarthands.kit.Tokens`."""

    def __init__(self, secret: str) -> None:
        self._key = secret.encode()

    def fresh(self) -> str:
        return secrets.token_urlsafe(32)

    def derive(self, name: str) -> str:
        mac = hmac.digest(self._key, f"smarthands token {name}".encode(), "sha256")
        return base64.urlsafe_b64encode(mac).decode().rstrip("=")

    def digest(self, token: str) -> str:
        mac = hmac.new(self._key, b"smarthands digest ", "sha256")
        mac.update(token.encode("utf-8", "surrogatepass"))
        return mac.hexdigest()
