"""A working day in the house: jobs in every state, photos and notes on them, links for clients."""

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
    """Who works in it, each made for this day alone."""

    tess: Guest
    dan: Guest
    eva: Guest
    cleo: Guest


@dataclass
class Day:
    """`jobs` by a short name; `links` are addresses of shares."""

    home: Installation
    crew: Crew
    jobs: dict[str, dict[str, Any]] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    _taken: int = 0

    def job(self, name: str, title: str, *, crew: bool = True, **said: Any) -> str:
        """A new job of Dan's; Tess is on it if there is a crew."""
        people = (self.crew.tess,) if crew else ()
        self.jobs[name] = self.home.job(self.crew.dan, title, *people, **said)
        return str(self.jobs[name]["id"])

    def path(self, name: str, *rest: str) -> str:
        return "/".join((f"/api/jobs/{self.jobs[name]['id']}", *rest))

    def step(self, name: str, verb: str, **said: Any) -> None:
        self.crew.tess.ask("POST", self.path(name, verb), said)

    def arrive(self, name: str) -> None:
        self.step(name, "acknowledge")
        self.step(name, "arrive")

    def photo(self, name: str, content: bytes, phase: str, caption: str = "", **said: Any) -> str:
        """A JPEG of Tess's, stored and sealed."""
        return self._sent(name, content, "image/jpeg", phase, caption=caption, **said)

    def voice(self, name: str, seconds: float, phase: str, **said: Any) -> str:
        """A voice note of hers: a hum."""
        hum = sound(seconds=seconds, hertz=180.0)
        return self._sent(name, hum, "audio/webm", phase, **said)

    def _sent(self, name: str, content: bytes, media_type: str, phase: str, **said: Any) -> str:
        claim = {
            "media_type": media_type,
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        item = self.written(phase) | claim | said
        put = self.crew.tess.ask("POST", self.path(name, "uploads"), item)["put"]
        answer = ask("PUT", put["url"], body=content, headers=put["headers"])
        assert answer.status in (200, ALREADY_THERE), answer.body
        self.crew.tess.ask("POST", self.path(name, "evidence", item["id"], "seal"), {})
        return str(item["id"])

    def note(self, name: str, text: str, phase: str, **said: Any) -> None:
        item = self.written(phase) | {"text": text} | said
        self.crew.tess.ask("POST", self.path(name, "notes"), item)

    def share(self, name: str, label: str, *, revoked: bool = False) -> str:
        """The address; also kept in `links` under the label."""
        ends = (datetime.now(UTC) + timedelta(days=30)).isoformat()
        said = {"id": str(uuid4()), "label": label, "expires_at": ends}
        made = self.crew.dan.ask("POST", self.path(name, "shares"), said)
        if revoked:
            self.crew.dan.ask("POST", self.path(name, "shares", said["id"], "revoke"), {})
        self.links[label] = made["url"]
        return str(made["url"])

    def join(self, name: str, who: str) -> str:
        """The address of a join link that nobody has pressed yet."""
        ends = (datetime.now(UTC) + timedelta(hours=12)).isoformat()
        said = {"id": str(uuid4()), "name": who, "expires_at": ends}
        return str(self.crew.dan.ask("POST", self.path(name, "joins"), said)["url"])

    def rendered(self, name: str) -> bool:
        """Every photo of the job has its pictures, and every voice note its sound."""
        items = self.crew.dan.ask("GET", self.path(name))["evidence"].values()
        return all(item["renditions"] for item in items if item["kind"] in SENT)

    def id(self) -> str:
        return str(uuid4())

    def written(self, phase: str) -> dict[str, Any]:
        """What every item says of itself, under a new id."""
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
    """Tess has arrived at one job, `hers`."""
    day = Day(home, crew_for(home))
    day.job("hers", "Replace the fan tray")
    day.arrive("hers")
    return day


def soon(**span: float) -> str:
    """A time from now on; the past with minus."""
    return (datetime.now(UTC) + timedelta(**span)).isoformat()
