"""Tess writes captions without a network: each is told once, and undoes nothing that is newer."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from smarthands.errors import Code
from smarthands.events import stamp
from smarthands.evidence import annotations, notes
from smarthands.evidence.capture import Capture, Label
from smarthands.jobs import document, progress
from tests.builders.jobs import note, open_job, photo
from tests.builders.moments import told_moment
from tests.builders.sessions import guest
from tests.builders.world import World, code_of
from tests.domain.saying import seq_of

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


class Phone:
    """A phone of Tess's that tells of captions of one item, perhaps long after and again."""

    def __init__(self, world: World, job: UUID, item: UUID, seen: int | None) -> None:
        self.world, self.job, self.item, self.seen = world, job, item, seen

    def tell(self, *, id: UUID, ago: timedelta = MINUTE, **words: str | None) -> dict[str, Any]:
        said = told_moment(self.world, seen=self.seen, ago=ago)
        return annotations.describe(
            self.world.kit,
            self.world.tess,
            self.job,
            self.item,
            id=id,
            happened_at=said.happened_at,
            device_time=said.device_time,
            seen=said.seen,
            **words,
        )


def phone_with(world: World, job: UUID, **label: Any) -> Phone:
    item = note(world, world.tess, job, **label)
    world.clock.pass_by(hours=2)
    return Phone(world, job, item, seq_of(world, job))


def described(world: World, job: UUID) -> list[dict[str, Any]]:
    events = document.job_events(world.kit, world.dan, job)["items"]
    bodies = [event["body"] for event in events]
    return [body["details"] for body in bodies if body["kind"] == "evidence.described"]


def caption_of(world: World, phone: Phone) -> str:
    shown = document.document(world.kit, world.dan, phone.job)["evidence"][str(phone.item)]
    return str(shown["caption"])


def test_a_caption_is_told_with_its_own_time(each_world: World) -> None:
    w = each_world
    job = open_job(w, w.tess)
    phone, id = phone_with(w, job), uuid4()
    phone.tell(id=id, ago=HOUR, caption="left fan")
    [details] = described(w, job)
    at = w.clock.at - HOUR
    assert details["told"] == {
        "id": str(id),
        "happened_at": stamp(at),
        "device_time": stamp(w.clock.at),
        "at": stamp(at),
        "moved": False,
    }


def test_a_retry_undoes_neither_the_desks_words_nor_her_own_later_ones(
    each_world: World,
) -> None:
    w = each_world
    job = open_job(w, w.tess)
    phone, id = phone_with(w, job), uuid4()
    phone.tell(id=id, caption="left fan")
    for who in (w.dan, w.tess):
        annotations.describe(w.kit, who, job, phone.item, caption=f"{who.name}'s")
        seq = seq_of(w, job)
        assert phone.tell(id=id, caption="left fan")["caption"] == f"{who.name}'s"
        assert seq_of(w, job) == seq


def test_captions_of_two_phones_stand_as_she_wrote_them_not_as_they_came(
    world: World, job: UUID
) -> None:
    phone = phone_with(world, job)
    phone.tell(id=uuid4(), ago=MINUTE, caption="second")
    first = uuid4()
    for _ in range(2):
        assert phone.tell(id=first, ago=HOUR, caption="first")["caption"] == "second"
    assert [details.get("passed_over", {}).get("caption") for details in described(world, job)] == [
        None,
        "first",
    ]
    assert phone.tell(id=uuid4(), ago=timedelta(), caption="third")["caption"] == "third"


def test_a_retry_of_words_that_were_half_passed_over_does_nothing(world: World, job: UUID) -> None:
    phone, id = phone_with(world, job), uuid4()
    annotations.describe(world.kit, world.dan, job, phone.item, caption="right fan")
    words: dict[str, Any] = {"caption": "left fan", "phase": "after"}
    first = phone.tell(id=id, **words)
    assert (first["caption"], first["phase"]) == ("right fan", "after")
    seq = seq_of(world, job)
    annotations.describe(world.kit, world.dan, job, phone.item, phase="before")
    assert phone.tell(id=id, **words)["phase"] == "before"
    assert seq_of(world, job) == seq + 1
    clients = document.job_events(world.kit, world.cleo, job)["items"]
    assert "left fan" not in str(clients)


@pytest.mark.parametrize("words", [{"caption": "x"}, {"phase": "after"}])
def test_an_id_belongs_to_its_words(world: World, job: UUID, words: dict[str, str]) -> None:
    phone, id = phone_with(world, job), uuid4()
    phone.tell(id=id, caption="left fan", phase="before")
    assert code_of(phone.tell, id=id, **words) == Code.CONFLICT


def test_a_phone_that_had_seen_nothing_undoes_nobodys_words_of_before(
    world: World, job: UUID
) -> None:
    phone = phone_with(world, job)
    phone.seen = None
    annotations.describe(world.kit, world.dan, job, phone.item, caption="right fan")
    assert phone.tell(id=uuid4(), caption="left fan")["caption"] == "left fan"


def test_a_caption_of_what_was_withdrawn_meanwhile_is_kept_for_the_team(
    world: World, job: UUID
) -> None:
    w = world
    phone, id = phone_with(w, job), uuid4()
    annotations.withdraw(w.kit, w.dan, job, phone.item, reason="a face")
    for _ in range(2):
        assert phone.tell(id=id, caption="left fan")["withdrawn_reason"] == "a face"
    assert [details["passed_over"]["caption"] for details in described(w, job)] == ["left fan"]
    assert "left fan" not in str(document.job_events(w.kit, w.cleo, job)["items"])
    phone.seen = seq_of(w, job)
    assert code_of(phone.tell, id=uuid4(), caption="x") == Code.CONFLICT


class TestAfterTess:
    """Tess is taken off the job while her phone has no network."""

    def test_what_she_wrote_before_is_taken(self, each_world: World) -> None:
        w = each_world
        job = open_job(w, w.tess)
        phone, id = phone_with(w, job, caption="fan"), uuid4()
        progress.assign(w.kit, w.dan, job, technician_ids=[w.theo.person_id])
        w.clock.pass_by(hours=1)
        # She learns of nothing that came later.
        assert phone.tell(id=id, ago=2 * HOUR, caption="left fan")["caption"] == "fan"
        assert caption_of(w, phone) == "left fan"

    def test_what_she_wrote_afterwards_without_knowing_is_kept_for_the_team(
        self, world: World, job: UUID
    ) -> None:
        w = world
        phone, id = phone_with(w, job, caption="fan"), uuid4()
        progress.assign(w.kit, w.dan, job, technician_ids=[w.theo.person_id])
        w.clock.pass_by(hours=1)
        for _ in range(2):
            phone.tell(id=id, caption="left fan")
        assert caption_of(w, phone) == "fan"
        assert [details["passed_over"]["caption"] for details in described(w, job)] == ["left fan"]
        phone.seen = seq_of(w, job)
        assert code_of(phone.tell, id=uuid4(), caption="x") == Code.NOT_FOUND

    def test_what_she_wrote_of_late_evidence_waits_with_it(self, world: World, job: UUID) -> None:
        seen = seq_of(world, job)
        progress.assign(world.kit, world.dan, job, technician_ids=[world.theo.person_id])
        world.clock.pass_by(minutes=30)
        item, capture = uuid4(), Capture(world.clock.at, world.clock.at, seen=seen)
        notes.add_note(
            world.kit, world.tess, job, id=item, text="dusty", capture=capture, label=Label()
        )
        phone = Phone(world, job, item, seen)
        phone.tell(id=uuid4(), caption="left fan")
        assert caption_of(world, phone) == "left fan"

    def test_others_items_do_not_exist_for_her(self, world: World) -> None:
        job = open_job(world, world.tess, world.theo)
        seen = seq_of(world, job)
        phone = Phone(world, job, photo(world, world.theo, job), seen)
        assert code_of(phone.tell, id=uuid4(), caption="x") == Code.FORBIDDEN
        progress.assign(world.kit, world.dan, job, technician_ids=[world.theo.person_id])
        world.clock.pass_by(minutes=30)
        assert code_of(phone.tell, id=uuid4(), caption="x") == Code.NOT_FOUND


def test_a_guest_tells_of_her_own_items_alone(world: World, job: UUID) -> None:
    gus = guest(world, job)
    item, said = note(world, gus, job), told_moment(world)
    told: dict[str, Any] = {"happened_at": said.happened_at, "device_time": said.device_time}
    hers = annotations.describe(world.kit, gus, job, item, id=uuid4(), caption="left fan", **told)
    assert hers["caption"] == "left fan"
    tess = note(world, world.tess, job)
    assert (
        code_of(annotations.describe, world.kit, gus, job, tess, id=uuid4(), caption="x", **told)
        == Code.FORBIDDEN
    )
