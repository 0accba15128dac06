"""Two more jobs for the small world of the first start, so that each page has something to show."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import timedelta
from uuid import UUID, uuid5

from sqlalchemy import select

from smarthands.actor import Actor
from smarthands.evidence.capture import Capture, FileClaim, Label
from smarthands.evidence.notes import add_note
from smarthands.evidence.uploads import request_upload, seal
from smarthands.jobs import shares
from smarthands.jobs.jobs import open_or_request
from smarthands.jobs.statements import tell
from smarthands.jobs.steps import StepWords
from smarthands.kit import Kit
from smarthands.model import Asset, Job, Person, Share, Site
from smarthands.model.statement import StatedVerb
from smarthands.people.sign_in import actor_for

Draw = Callable[[str], bytes]
"""The JPEG of a scene: `dark`, `dusty`, `clean`, `bright`, `panel` or `labels`."""
Put = Callable[[str, Mapping[str, str], bytes], None]
"""Sends the bytes to the address with these headers."""

DAN, TESS = "dan@brightwater.example", "tess@brightwater.example"
TITLES = ("Fan tray 2 reports a fault", "Label the new patch panel")


def add_examples(kit: Kit, *, draw: Draw, put: Put) -> str | None:
    """Add a completed and shared job, and one under way; answers with the address of the share.

    Their ids follow from the site's: what an earlier start left undone is done, and nothing twice.
    Any other world than that of `seed` is left as it is.
    """
    with kit.reading() as db:
        people = {
            person.email: actor_for(person)
            for person in db.scalars(select(Person).where(Person.email.in_((DAN, TESS))))
        }
        site = db.scalar(select(Site).where(Site.name == "Frankfurt 2"))
        asset = db.scalar(select(Asset.id).where(Asset.tag == "NW-SW-014"))
        if len(people) < 2 or site is None or asset is None:
            return None
        done = uuid5(site.id, TITLES[0])
        if db.get(Share, uuid5(done, "share")) or _is_used(kit, site.id):
            return None
    world = ExampleWorld(kit, people[DAN], people[TESS], site.id, asset, draw, put)
    world.fill_current()
    return world.fill_done()


def _is_used(kit: Kit, site_id: UUID) -> bool:
    """Somebody has opened jobs of her own here: she needs no examples any more."""
    ours = {uuid5(site_id, title) for title in TITLES}
    with kit.reading() as db:
        return len(set(db.scalars(select(Job.id))) - ours) > 1


class ExampleWorld:
    """The example jobs, and who does what in them."""

    def __init__(
        self, kit: Kit, dan: Actor, tess: Actor, site_id: UUID, asset_id: UUID, draw: Draw, put: Put
    ) -> None:
        self.kit, self.dan, self.tess = kit, dan, tess
        self.site_id, self.asset_id = site_id, asset_id
        self.draw, self.put = draw, put

    def fill_done(self) -> str:
        job = self._opened(TITLES[0], "Fan tray 2 went amber at night. Clean it, or swap it.", 2)
        photos = [
            ("dark", "before", "Fan tray 2: amber"),
            ("dusty", "before", "Dust on the grille"),
            ("clean", "during", "Cleaned and put back"),
            ("bright", "after", "Green for ten minutes"),
        ]
        for scene, phase, caption in photos:
            self._photo(job, scene, phase, caption)
        self._note(job, "The tray runs quietly. Vacuumed the grille of tray 1 as well.", "after")
        words = StepWords(
            fault="Dust had blocked the grille of fan tray 2, and its fan ran too slowly.",
            work="Cleaned the grille, put the tray back and watched it for ten minutes: green.",
        )
        tell(self.kit, self.tess, job, StatedVerb.COMPLETE, words)
        share = shares.create(
            self.kit,
            self.dan,
            job,
            id=uuid5(job, "share"),
            label="Operations",
            expires_at=self.kit.now() + timedelta(days=30),
        )
        return str(share["url"])

    def fill_current(self) -> None:
        job = self._opened(TITLES[1], "48 ports, labels are in the drawer of R3.", 3)
        self._photo(job, "panel", "before", "The panel without labels")
        self._note(job, "Two labels were missing in the drawer. Printing them here.", "during")
        self._photo(job, "labels", "during", "The first 24 are on")

    def _opened(self, title: str, description: str, priority: int) -> UUID:
        job = uuid5(self.site_id, title)
        with self.kit.reading() as db:
            if db.get(Job, job):
                return job
        open_or_request(
            self.kit,
            self.dan,
            id=job,
            title=title,
            description=description,
            site_id=self.site_id,
            priority=priority,
            asset_ids=[self.asset_id],
            technician_ids=[UUID(self.tess.id)],
        )
        tell(self.kit, self.tess, job, StatedVerb.ACKNOWLEDGE)
        tell(self.kit, self.tess, job, StatedVerb.ARRIVE)
        return job

    def _photo(self, job: UUID, scene: str, phase: str, caption: str) -> None:
        content = self.draw(scene)
        claim = FileClaim("image/jpeg", len(content), hashlib.sha256(content).hexdigest())
        id = uuid5(job, scene)
        ticket = request_upload(
            self.kit,
            self.tess,
            job,
            id=id,
            claim=claim,
            capture=self._capture(),
            label=Label(phase, caption),
        )
        if ticket.put:
            self.put(ticket.put["url"], ticket.put["headers"], content)
            seal(self.kit, self.tess, job, id)

    def _note(self, job: UUID, text: str, phase: str) -> None:
        add_note(
            self.kit,
            self.tess,
            job,
            id=uuid5(job, text),
            text=text,
            capture=self._capture(),
            label=Label(phase),
        )

    def _capture(self) -> Capture:
        now = self.kit.now()
        return Capture(captured_at=now, device_time=now)
