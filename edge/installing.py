"""The root certificate, handed out over plain HTTP to phones that don't trust our TLS yet."""

import asyncio
import plistlib
import uuid
from dataclasses import dataclass
from urllib.parse import parse_qs

import h11

from edge import page
from edge.authority import Authority
from edge.conversation import FIRST_HEAD_SECONDS, refuse
from edge.heads import RefusedRequest, value
from edge.sides import Side

CERTIFICATE = "/smart-hands.crt"
PROFILE = "/smart-hands.mobileconfig"
DOWNLOADS = {"iphone": PROFILE, "android": CERTIFICATE, "computer": CERTIFICATE}
# The ids of the profile's parts follow from the root, so that a phone replaces the old profile.
NAMESPACE = uuid.UUID("6f0c1d1e-6c0b-4c0c-9a39-2f6d3c9c8f1b")


@dataclass(frozen=True)
class Download:
    """The body of a response; with `filename`, browsers save it under that name."""

    media_type: str
    body: bytes
    filename: str | None = None


class InstallPages:
    """Serves the page, the certificate and the profile. `pages` is the origin of our pages."""

    def __init__(self, authority: Authority, pages: str) -> None:
        self._authority = authority
        self._pages = pages
        self._policy = page.policy(pages)

    async def serve(self, client: Side, caller: str) -> None:
        """Serves one request."""
        try:
            async with asyncio.timeout(FIRST_HEAD_SECONDS):
                request = await client.next()
            if isinstance(request, h11.Request):
                await self._send(client, request, self._download(request))
        except RefusedRequest as refused:
            await refuse(client, refused)
        except h11.RemoteProtocolError as error:
            await refuse(
                client, RefusedRequest(error.error_status_hint, "That is no HTTP we take.")
            )

    def _download(self, request: h11.Request) -> Download:
        if request.method not in (b"GET", b"HEAD"):
            raise RefusedRequest(405, "Not this way.")
        path, _, query = request.target.decode("ascii", "replace").partition("?")
        if path == CERTIFICATE:
            return Download("application/x-x509-ca-cert", self._authority.der, CERTIFICATE[1:])
        if path == PROFILE:
            return Download("application/x-apple-aspen-config", profile(self._authority))
        if path == "/":
            return Download("text/html; charset=utf-8", self._page(request, query).encode())
        raise RefusedRequest(404, "There is nothing here.")

    def _page(self, request: h11.Request, query: str) -> str:
        wanted = parse_qs(query).get("lang", [""])[-1]
        accepted = value(request.headers, b"accept-language").decode("latin-1")
        return page.rendered(
            wanted if wanted in page.LANGUAGES else page.language_of(accepted),
            page.device_of(value(request.headers, b"user-agent").decode("latin-1")),
            pages=self._pages,
            name=self._authority.name,
            fingerprint=self._authority.fingerprint,
            downloads=DOWNLOADS,
        )

    async def _send(self, client: Side, request: h11.Request, download: Download) -> None:
        headers = [
            ("Content-Type", download.media_type),
            ("Content-Length", str(len(download.body))),
            ("Cache-Control", "no-store"),
            ("Content-Security-Policy", self._policy),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            ("Connection", "close"),
        ]
        if download.filename:
            headers.append(("Content-Disposition", f'attachment; filename="{download.filename}"'))
        await client.send(h11.Response(status_code=200, headers=headers))
        if request.method != b"HEAD":
            await client.send(h11.Data(download.body))
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
