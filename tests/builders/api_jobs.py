"""The jobs, evidence and links of a running installation, made over its HTTP API."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from tests.builders.clips import sound
from tests.builders.installation import Guest, Installation
from tests.faults.phone import ask

ALREADY_THERE = 412
SENT = ("photo", "voice_note")


@dataclass
class Crew:
    """The four people of one test; each was invited for this test alone."""

    tess: Guest
    dan: Guest
    eva: Guest
    cleo: Guest


@dataclass
class Day:
    """The jobs by a short name, and the addresses of shares and join links in `links`."""

    home: Installation
    crew: Crew
    jobs: dict[str, dict[str, Any]] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    _taken: int = 0

    def job(self, name: str, title: str, *, crew: bool = True, **fields: Any) -> str:
        """A new job of Dan's; Tess is on it if there is a crew."""
        people = (self.crew.tess,) if crew else ()
        self.jobs[name] = self.home.job(self.crew.dan, title, *people, **fields)
        return str(self.jobs[name]["id"])

    def path(self, name: str, *rest: str) -> str:
        return "/".join((f"/api/jobs/{self.jobs[name]['id']}", *rest))

    def step(self, name: str, verb: str, **fields: Any) -> None:
        self.crew.tess.ask("POST", self.path(name, verb), fields)

    def arrive(self, name: str) -> None:
        self.step(name, "acknowledge")
        self.step(name, "arrive")

    def photo(self, name: str, content: bytes, phase: str, caption: str = "", **fields: Any) -> str:
        """A JPEG of Tess's, stored and sealed."""
        return self._sent(name, content, "image/jpeg", phase, caption=caption, **fields)

    def voice(self, name: str, seconds: float, phase: str, **fields: Any) -> str:
        """A voice note of Tess's, which is a hum, stored and sealed."""
        hum = sound(seconds=seconds, hertz=180.0)
        return self._sent(name, hum, "audio/webm", phase, **fields)

    def _sent(self, name: str, content: bytes, media_type: str, phase: str, **fields: Any) -> str:
        claim = {
            "media_type": media_type,
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        item = self.written(phase) | claim | fields
        put = self.crew.tess.ask("POST", self.path(name, "uploads"), item)["put"]
        answer = ask("PUT", put["url"], body=content, headers=put["headers"])
        assert answer.status in (200, ALREADY_THERE), answer.body
        self.crew.tess.ask("POST", self.path(name, "evidence", item["id"], "seal"), {})
        return str(item["id"])

    def note(self, name: str, text: str, phase: str, **fields: Any) -> None:
        item = self.written(phase) | {"text": text} | fields
        self.crew.tess.ask("POST", self.path(name, "notes"), item)

    def share(self, name: str, label: str, *, revoked: bool = False) -> str:
        """The address of a new share of the job, which `links` keeps under the label as well."""
        ends = (datetime.now(UTC) + timedelta(days=30)).isoformat()
        body = {"id": str(uuid4()), "label": label, "expires_at": ends}
        share = self.crew.dan.ask("POST", self.path(name, "shares"), body)
        if revoked:
            self.crew.dan.ask("POST", self.path(name, "shares", body["id"], "revoke"), {})
        self.links[label] = share["url"]
        return str(share["url"])

    def revoke(self, name: str, label: str) -> None:
        """Revoke the share with this label."""
        shares = self.crew.dan.ask("GET", self.path(name, "shares"))["items"]
        for share in shares:
            if share["label"] == label:
                self.crew.dan.ask("POST", self.path(name, "shares", share["id"], "revoke"), {})

    def join(self, name: str, who: str) -> str:
        """The address of a join link that nobody has pressed yet."""
        ends = (datetime.now(UTC) + timedelta(hours=12)).isoformat()
        body = {"id": str(uuid4()), "name": who, "expires_at": ends}
        return str(self.crew.dan.ask("POST", self.path(name, "joins"), body)["url"])

    def rendered(self, name: str) -> bool:
        """Every photo of the job has its pictures, and every voice note its sound."""
        items = self.crew.dan.ask("GET", self.path(name))["evidence"].values()
        return all(item["renditions"] for item in items if item["kind"] in SENT)

    def id(self) -> str:
        return str(uuid4())

    def written(self, phase: str) -> dict[str, Any]:
        """The fields that every item of evidence has, under a new id."""
        self._taken += 1
        at = datetime.now(UTC).isoformat()
        order = {"sequence": self._taken, "captured_at": at, "device_time": at}
        return {"id": str(uuid4()), "phase": phase} | order


def crew_for(home: Installation) -> Crew:
    return Crew(
        tess=home.invite("Tess Vogel", "technician"),
        dan=home.invite("Dan Okafor", "dispatcher"),
        eva=home.invite("Eva Lindqvist", "expert"),
        cleo=home.invite("Cleo Fuchs", "client"),
    )


def day_on_site(home: Installation) -> Day:
    """A day on which Tess has arrived at one job, `hers`."""
    day = Day(home, crew_for(home))
    day.job("hers", "Replace the fan tray")
    day.arrive("hers")
    return day


def soon(**span: float) -> str:
    """The time so long from now; a negative span gives a time in the past."""
    return (datetime.now(UTC) + timedelta(**span)).isoformat()
