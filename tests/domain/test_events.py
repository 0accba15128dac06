"""The chain of events is frozen to the byte, gapless, and can be checked by all its readers."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text, update

from smarthands import events
from smarthands.actor import Actor
from smarthands.errors import Problem
from smarthands.event_kinds import EventKind
from smarthands.events import Subject, chain_hash, digest, stamp, verify
from smarthands.jobs import document, listing
from smarthands.model import Event
from tests.builders.jobs import job_in, note, open_job, photo
from tests.builders.world import World, persistently


def events_for(world: World, reader: Actor, job_id: UUID) -> list[dict[str, Any]]:
    stream: list[dict[str, Any]] = document.job_events(world.kit, reader, job_id)["items"]
    return stream


def busy_job(world: World) -> UUID:
    """A job with events for clients and internal ones."""
    id = job_in(world, "on_site")
    photo(world, world.tess, id)
    note(world, world.tess, id, "Zugang: Schlüssel 🔑 \u2028 beim Pförtner", audience="internal")
    note(world, world.tess, id, "fan swapped")
    return id


class TestFormat:
    def test_a_body_has_one_digest_whatever_the_order_of_its_keys(self) -> None:
        # RFC 8785 sorts keys by UTF-16 code units, so that the emoji comes before U+FB33, and
        # writes numbers as ECMAScript does.
        body = {"\ufb33": 1, "😀": 2.0, "ö": '\u2028"\\\n', "a": [None, True, 1e21]}
        assert digest(body) == digest(dict(reversed(body.items())))
        canonical = '{"a":[null,true,1e+21],"ö":"\u2028\\"\\\\\\n","😀":2,"\ufb33":1}'
        assert digest(body) == hashlib.sha256(canonical.encode()).hexdigest()

    def test_a_known_header_has_its_known_hash(self) -> None:
        header = {"stream": "job/x", "seq": 1, "at": "2026-01-01T00:00:00.000000Z"}
        header_1 = header | {"body_digest": digest({"salt": "00" * 16})}
        first = chain_hash(events.GENESIS, header_1)
        assert first == "32ffcf670ba47db4048053eb5a541697af3f16c636ad5dd74609a178ffcef949"
        assert (
            chain_hash(first, header_1 | {"seq": 2})
            == "8087a1442fa3aa5b1baecbffdf784eeac4c23dceae3b0d3dc00b983fefded05f"
        )

    @pytest.mark.parametrize(
        ("at", "written"),
        [
            (datetime(2026, 3, 2, 8, tzinfo=UTC), "2026-03-02T08:00:00.000000Z"),
            (datetime(2026, 3, 2, 8, 0, 0, 120, UTC), "2026-03-02T08:00:00.000120Z"),
            (
                datetime(2026, 3, 2, 1, tzinfo=timezone(timedelta(hours=2))),
                "2026-03-01T23:00:00.000000Z",
            ),
        ],
    )
    def test_a_moment_is_written_in_one_way(self, at: datetime, written: str) -> None:
        assert stamp(at) == written

    def test_a_recorded_event_has_exactly_these_fields(self, world: World) -> None:
        id = open_job(world)
        [event] = events_for(world, world.dan, id)
        assert set(event) == {"stream", "seq", "at", "body_digest", "hash", "body"}
        body = event["body"]
        assert set(body) == {"kind", "actor", "subject", "audience", "details", "salt"}
        assert body["actor"] == {
            "kind": "person",
            "id": world.dan.id,
            "name": "Dan",
            "role": "dispatcher",
        }
        assert body["subject"] == {"type": "job", "id": str(id)}
        assert (event["stream"], event["seq"]) == (f"job/{id}", 1)
        assert digest(body) == event["body_digest"]

    def test_two_equal_facts_have_two_digests(self, world: World) -> None:
        first, second = (events_for(world, world.dan, open_job(world))[0]["body"] for _ in range(2))
        assert len(first["salt"]) == 32
        assert first["salt"] != second["salt"]


class TestChain:
    def test_every_reader_can_check_the_whole_chain(self, each_world: World) -> None:
        id = busy_job(each_world)
        for reader in (each_world.dan, each_world.tess, each_world.cleo):
            stream = events_for(each_world, reader, id)
            assert [event["seq"] for event in stream] == list(range(1, len(stream) + 1))
            assert verify(stream) is None

    def test_cleo_gets_no_body_of_an_internal_event(self, world: World) -> None:
        id = busy_job(world)
        stream = events_for(world, world.cleo, id)
        withheld = [event for event in stream if "body" not in event]
        assert len(withheld) == 1
        assert set(withheld[0]) == {"stream", "seq", "at", "body_digest", "hash"}
        assert "Schlüssel" not in json.dumps(stream, ensure_ascii=False)
        assert "Schlüssel" in json.dumps(events_for(world, world.tess, id), ensure_ascii=False)

    def test_one_changed_byte_is_named(self, world: World) -> None:
        id = busy_job(world)
        sound = events_for(world, world.dan, id)
        for index, event in enumerate(sound):
            for key, wrong in (
                ("at", event["at"].replace("08:", "09:")),
                ("body_digest", "0" * 64),
                ("hash", event["hash"][:-1] + ("0" if event["hash"][-1] != "0" else "1")),
                ("stream", f"job/{uuid4()}"),
            ):
                changed = [*sound[:index], event | {key: wrong}, *sound[index + 1 :]]
                assert verify(changed) == f"the hash of event {index + 1} does not fit"
            other = event | {"body": event["body"] | {"audience": "x"}}
            changed = [*sound[:index], other, *sound[index + 1 :]]
            assert verify(changed) == f"the body of event {index + 1} was changed"

    def test_a_missing_or_moved_event_is_named(self, world: World) -> None:
        sound = events_for(world, world.dan, busy_job(world))
        assert verify(sound[1:]) == "event 1 is missing"
        assert verify([sound[0], *sound[2:]]) == "event 2 is missing"
        assert verify([sound[0], sound[2], sound[1]]) == "event 2 is missing"

    def test_readers_notice_a_row_that_was_changed_in_the_database(self, world: World) -> None:
        id = busy_job(world)
        with world.engine.begin() as db:
            db.execute(text("UPDATE events SET body = replace(body, 'on_site', 'on_hold')"))
        assert "was changed" in (verify(events_for(world, world.dan, id)) or "")

    def test_an_erased_body_leaves_the_chain_sound(self, world: World) -> None:
        id = busy_job(world)
        with world.kit.transaction() as tx:
            tx.db.execute(update(Event).where(Event.seq == 2).values(body=None))
        stream = events_for(world, world.dan, id)
        assert "body" not in stream[1]
        assert verify(stream) is None

    def test_pages_of_events_add_up_to_the_whole_stream(self, world: World) -> None:
        id = busy_job(world)
        whole, pages = events_for(world, world.dan, id), []
        after: int | None = 0
        while after is not None:
            page = document.job_events(world.kit, world.dan, id, after=after, limit=2)
            pages += page["items"]
            after = page["next_after"]
        assert pages == whole


def failed_note(world: World, id: UUID) -> None:
    """A transaction that breaks off after it has taken its number."""
    with world.kit.transaction() as tx:
        details: dict[str, Any] = {"evidence": []}
        fields: dict[str, Any] = {"audience": "client", "details": details}
        kind, subject = EventKind.EVIDENCE_ADDED, Subject("job", str(id))
        tx.record(f"job/{id}", kind, actor=world.tess, subject=subject, **fields)
        raise ZeroDivisionError


def test_seq_has_no_gap_and_no_double_with_eight_writers(each_world: World) -> None:
    id = open_job(each_world, each_world.tess)

    def write(number: int) -> None:
        if number % 5:
            persistently(lambda: note(each_world, each_world.tess, id, f"note {number}"))
        else:
            with pytest.raises(ZeroDivisionError):
                persistently(lambda: failed_note(each_world, id))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    stream = events_for(each_world, each_world.dan, id)
    assert [event["seq"] for event in stream] == list(range(1, 2 + 32 + 1))
    assert verify(stream) is None


def test_job_numbers_have_no_gap_and_no_double_with_eight_dispatchers(each_world: World) -> None:
    open_job(each_world)

    def write(number: int) -> None:
        if number % 5:
            persistently(lambda: open_job(each_world))
        else:
            with pytest.raises(Problem, match="not an active technician"):
                persistently(lambda: open_job(each_world, each_world.eva))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(20)))
    page = listing.list_jobs(each_world.kit, each_world.dan, listing.JobFilter())
    numbers = [row["number"] for row in page.items]
    assert numbers == [f"SH-{number}" for number in range(1017, 1000, -1)]
