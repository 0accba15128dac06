"""The web process's HTTP API, as the node calls it: gaps and stills, with the token both share."""

import asyncio
import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import aiohttp
import structlog

from realtime.media.session.liveness import Outage
from realtime.media.stills.stills import StillImage

WITHIN = aiohttp.ClientTimeout(total=20)
TOO_MANY = 429
PAUSES = (0.5, 1, 2, 4, 8, 15, 30, 60)
"""Seconds between tries: the database or S3 may be away for minutes, and the call goes on."""

log = structlog.get_logger()


class FactRefused(Exception):
    """The web process refuses this fact: trying again would not help."""


class WebApi:
    """`base` is the web process's URL, without a slash at its end."""

    def __init__(self, base: str, token: str, client: aiohttp.ClientSession) -> None:
        self._base = base
        self._headers = {"Authorization": f"Bearer {token}"}
        self._client = client

    async def report_gap(self, session: str, participant: str, outage: Outage, ago: float) -> None:
        """`ago` is the number of seconds since the outage began. Raises FactRefused."""
        fact = {
            "id": str(uuid4()),
            "participant": participant,
            "at": (datetime.now(UTC) - timedelta(seconds=ago)).isoformat(),
            "seconds": round(outage.seconds, 1),
            "reason": outage.cause,
        }
        await self._post(f"/api/media/sessions/{session}/gaps", fact)

    async def answer_still(
        self, session: str, id: str, participant: str, still: StillImage
    ) -> None:
        """Store the still that a desk has asked for as evidence; `participant` filmed it. Raises
        FactRefused."""
        path = f"/api/media/sessions/{session}/stills/{id}"
        claim = {
            "size": len(still.jpeg),
            "sha256": hashlib.sha256(still.jpeg).hexdigest(),
            "participant": participant,
            "at": still.at.isoformat(),
        }
        ticket = await self._post(f"{path}/upload", claim)
        if put := ticket["put"]:  # a still that has been answered already needs no PUT
            await self._insist("PUT", put["url"], headers=put["headers"], data=still.jpeg)
            await self._post(f"{path}/seal", {})

    async def _post(self, path: str, body: dict[str, Any]) -> Any:
        return await self._insist("POST", self._base + path, headers=self._headers, json=body)

    async def _insist(self, method: str, url: str, **request: Any) -> Any:
        """The answer's JSON, if it has any; tried again while the web process or S3 is away."""
        for pause in PAUSES:
            try:
                async with self._client.request(method, url, timeout=WITHIN, **request) as answer:
                    text = await answer.text()
                    if answer.status < 300:
                        return json.loads(text) if text else None
                    if answer.status < 500 and answer.status != TOO_MANY:
                        raise FactRefused(f"{answer.status}: {text[:200]}")
                    problem = f"status {answer.status}"
            except (aiohttp.ClientError, TimeoutError, ValueError) as error:
                problem = type(error).__name__
            log.warning("fact waits", problem=problem)
            await asyncio.sleep(pause)
        raise FactRefused("away for too long")
