"""Tokens of 256 bits: fresh ones from the system, derived ones from the server's secret.

Digests need the secret too: changing it ends every login, link and share that was handed out.
"""

import hmac
import secrets
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet

from server.settings.secrets import derived_token


class SecretTokens:
    """Fits `smarthands.kit.Tokens`."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        key = hmac.digest(secret.encode(), b"smarthands sealed texts", "sha256")
        self._box = Fernet(urlsafe_b64encode(key))

    def fresh(self) -> str:
        return secrets.token_urlsafe(32)

    def derive(self, name: str) -> str:
        return derived_token(self._secret, name)

    def digest(self, token: str) -> str:
        mac = hmac.new(self._secret.encode(), b"smarthands digest ", "sha256")
        mac.update(token.encode("utf-8", "surrogatepass"))
        return mac.hexdigest()

    def seal(self, text: str) -> str:
        """The text under the server's secret: whoever reads the database can't read it."""
        return self._box.encrypt(text.encode()).decode()

    def unseal(self, sealed: str) -> str:
        return self._box.decrypt(sealed.encode()).decode()


class NoTokens:
    """The tokens of a process without the secret: it hands out no link and knows none."""

    def fresh(self) -> str:
        raise RuntimeError("this process has no SMARTHANDS_SECRET: it makes no tokens")

    def derive(self, name: str) -> str:
        raise RuntimeError("this process has no SMARTHANDS_SECRET: it derives no tokens")

    def digest(self, token: str) -> str:
        raise RuntimeError("this process has no SMARTHANDS_SECRET: it knows no tokens")

    def seal(self, text: str) -> str:
        raise RuntimeError("this process has no SMARTHANDS_SECRET: it seals nothing")

    def unseal(self, sealed: str) -> str:
        raise RuntimeError("this process has no SMARTHANDS_SECRET: it unseals nothing")
