"""Hands out the root over plain HTTP, to phones that trust nothing else of us yet."""

import asyncio
import plistlib
import uuid
from dataclasses import dataclass
from urllib.parse import parse_qs

import h11

from edge import page
from edge.authority import Authority
from edge.conversation import FIRST_HEAD_SECONDS, refuse
from edge.heads import Refused, value
from edge.sides import Side

CERTIFICATE = "/smart-hands.crt"
PROFILE = "/smart-hands.mobileconfig"
DOWNLOADS = {"iphone": PROFILE, "android": CERTIFICATE, "computer": CERTIFICATE}
# What the profile's parts are called follows from the root, so that it replaces itself on a phone.
NAMESPACE = uuid.UUID("6f0c1d1e-6c0b-4c0c-9a39-2f6d3c9c8f1b")


@dataclass(frozen=True)
class Answer:
    media_type: str
    body: bytes
    filename: str | None = None


class Counter:
    """Serves the page, the certificate and the profile. `house` is the origin of our pages."""

    def __init__(self, authority: Authority, house: str) -> None:
        self._authority = authority
        self._house = house
        self._policy = page.policy(house)

    async def serve(self, client: Side, caller: str) -> None:
        """Answers one request."""
        try:
            async with asyncio.timeout(FIRST_HEAD_SECONDS):
                request = await client.next()
            if isinstance(request, h11.Request):
                await self._send(client, request, self._answer(request))
        except Refused as refused:
            await refuse(client, refused)
        except h11.RemoteProtocolError as error:
            await refuse(client, Refused(error.error_status_hint, "That is no HTTP we take."))

    def _answer(self, request: h11.Request) -> Answer:
        if request.method not in (b"GET", b"HEAD"):
            raise Refused(405, "Not this way.")
        path, _, query = request.target.decode("ascii", "replace").partition("?")
        if path == CERTIFICATE:
            return Answer("application/x-x509-ca-cert", self._authority.der, CERTIFICATE[1:])
        if path == PROFILE:
            return Answer("application/x-apple-aspen-config", profile(self._authority))
        if path == "/":
            return Answer("text/html; charset=utf-8", self._page(request, query).encode())
        raise Refused(404, "There is nothing here.")

    def _page(self, request: h11.Request, query: str) -> str:
        wanted = parse_qs(query).get("lang", [""])[-1]
        accepted = value(request.headers, b"accept-language").decode("latin-1")
        return page.rendered(
            wanted if wanted in page.LANGUAGES else page.language_of(accepted),
            page.device_of(value(request.headers, b"user-agent").decode("latin-1")),
            house=self._house,
            name=self._authority.name,
            fingerprint=self._authority.fingerprint,
            downloads=DOWNLOADS,
        )

    async def _send(self, client: Side, request: h11.Request, answer: Answer) -> None:
        headers = [
            ("Content-Type", answer.media_type),
            ("Content-Length", str(len(answer.body))),
            ("Cache-Control", "no-store"),
            ("Content-Security-Policy", self._policy),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            ("Connection", "close"),
        ]
        if answer.filename:
            headers.append(("Content-Disposition", f'attachment; filename="{answer.filename}"'))
        await client.send(h11.Response(status_code=200, headers=headers))
        if request.method != b"HEAD":
            await client.send(h11.Data(answer.body))
        await client.send(h11.EndOfMessage())


def profile(authority: Authority) -> bytes:
    """A configuration profile with one payload, the root
    (developer.apple.com/documentation/devicemanagement/certificateroot)."""
    ours = {"PayloadVersion": 1, "PayloadDisplayName": authority.name}
    root = ours | {
        "PayloadType": "com.apple.security.root",
        "PayloadIdentifier": "smarthands.root.certificate",
        "PayloadUUID": identifier(authority, "certificate"),
        "PayloadCertificateFileName": CERTIFICATE[1:],
        "PayloadContent": authority.der,
    }
    whole = ours | {
        "PayloadType": "Configuration",
        "PayloadIdentifier": "smarthands.root",
        "PayloadUUID": identifier(authority, "profile"),
        "PayloadContent": [root],
    }
    return plistlib.dumps(whole)


def identifier(authority: Authority, part: str) -> str:
    return str(uuid.uuid5(NAMESPACE, f"{authority.fingerprint} {part}")).upper()
