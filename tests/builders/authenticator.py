"""A passkey in memory: what an authenticator answers to WebAuthn's two ceremonies."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, WITH_KEY = 0x01, 0x41


def encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class Authenticator:
    """One key pair for one site. `counter` goes up with each use, as a security key's does."""

    origin: str
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    counter: int = 0

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """The answer to `navigator.credentials.create`."""
        client = self._client("webauthn.create", options["challenge"])
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: _32(numbers.x), -3: _32(numbers.y)}
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(public)
        data = self._data(options["rp"]["id"], WITH_KEY) + attested
        statement = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._credential({"attestationObject": encoded(statement)}, client)

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """The answer to `navigator.credentials.get`."""
        client = self._client("webauthn.get", options["challenge"])
        self.counter += 1
        data = self._data(options["rpId"], PRESENT)
        signed = data + hashlib.sha256(client).digest()
        signature = self.key.sign(signed, ec.ECDSA(hashes.SHA256()))
        answer = {"authenticatorData": encoded(data), "signature": encoded(signature)}
        return self._credential(answer, client)

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps(
            {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        ).encode()

    def _data(self, host: str, flags: int) -> bytes:
        counter = self.counter.to_bytes(4, "big")
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + counter

    def _credential(self, response: dict[str, str], client: bytes) -> dict[str, Any]:
        id = encoded(self.id)
        response = response | {"clientDataJSON": encoded(client)}
        return {"id": id, "rawId": id, "type": "public-key", "response": response}


def _32(number: int) -> bytes:
    return number.to_bytes(32, "big")
