"""A backup brings every row and every object back, on either database; a damaged one is refused."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, select

from server.ops.archive import TABLES, ArchiveError
from server.ops.backup import backup
from server.ops.restore import restore
from smarthands.evidence import uploads
from smarthands.jobs import document, listing
from smarthands.model import EvidenceItem
from smarthands.recordings import sweep
from smarthands.sessions import calls, chat, consent, report, stills
from smarthands.views.values import JsonDict
from storage.bucket import prepare_bucket
from storage.database import open_database, open_sessions
from storage.migrating import migrate
from storage.s3 import S3Objects, S3Settings, open_client
from tests.builders import postgres
from tests.builders.jobs import File, note, open_job, request
from tests.builders.marks import drawn_mark
from tests.builders.recordings import RecordingUpload, seat_of, start_recording
from tests.builders.sessions import guest, live_session
from tests.builders.world import World
from tests.running.web import answer


@pytest.fixture
def lived_in(s3_world: World) -> World:
    """Puts a note, a photo, and a still of Tess's session with Eva into the job; Eva has drawn on
    the still."""
    job_id = open_job(s3_world, s3_world.tess)
    session, still = live_session(s3_world, job_id), uuid4()
    stills.request(s3_world.kit, s3_world.eva, job_id, session, id=still)
    send(s3_world, job_id, uuid4(), b"\xff\xd8\xff\xe0 the first")
    send(s3_world, job_id, still, b"\xff\xd8\xff\xe0 the second")
    note(s3_world, s3_world.tess, job_id, "Lüfter steht")
    drawn_mark(s3_world, job_id, session, still, kind="text", points=[[5, 7]], text="Lüfter")
    record(s3_world, job_id, session)
    talk(s3_world, job_id, session)
    return s3_world


def send(world: World, job_id: UUID, id: UUID, content: bytes) -> None:
    put = request(world, world.tess, job_id, id, File(content)).put
    assert put is not None
    assert answer(put["url"], "PUT", put["headers"], content).status == 200
    uploads.seal(world.kit, world.tess, job_id, id)


def record(world: World, job_id: UUID, session: UUID) -> None:
    """Records one file that its node completed, and one that the sweep did: nobody knows its hash
    yet."""
    recording = start_recording(world, job_id, session)
    for who, content in ((world.tess, b"picture"), (world.eva, b"and sound")):
        file = RecordingUpload(world, recording, seat_of(world, session, who)).begin().put(content)
        if who is world.tess:
            file.complete()
    consent.stop(world.kit, world.eva, job_id, session)
    world.clock.pass_by(seconds=1)
    assert sweep.sweep_recordings(world.kit, older_than=timedelta()) == 1


def talk(world: World, job_id: UUID, session: UUID) -> None:
    """Lets a guest join, a line be said, and the end of the session be reported."""
    calls.join(world.kit, guest(world, job_id), job_id, session)
    chat.say(world.kit, world.eva, job_id, session, id=uuid4(), text="Netzteil links 🔧")
    quality = {"path": "relay", "rtt_ms": 80.5}
    report.note_quality(world.kit, world.tess, job_id, session, quality=quality)
    calls.end(world.kit, world.eva, job_id, session)
    report.write_report(world.kit, session)


@pytest.fixture
def other_bucket(s3_settings: S3Settings) -> S3Objects:
    other = replace(s3_settings, bucket=f"other-{uuid4().hex}")
    prepare_bucket(open_client(other, other.url), other.bucket, ["http://localhost"])
    return S3Objects(other)


@pytest.fixture(params=["sqlite", "postgres"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        engine = open_database(f"sqlite:///{tmp_path}/new.db")
    else:
        home, name = request.getfixturevalue("postgres_server"), f"test_{uuid4().hex}"
        postgres.administer(home, f"CREATE DATABASE {name}")
        engine = open_database(postgres.url(home, name))
    migrate(engine)
    yield engine
    engine.dispose()


OF_SESSIONS = (
    *("sessions", "participants", "messages", "stills", "marks", "joins"),
    *("recordings", "consents", "recorded_files", "file_parts"),
)


def documents(engine: Engine, world: World) -> list[JsonDict]:
    """Every job as Dan reads it."""
    kit = replace(world.kit, sessions=open_sessions(engine))
    jobs = listing.list_jobs(kit, world.dan, listing.JobFilter()).items
    return [document.document(kit, world.dan, UUID(job["id"])) for job in jobs]


def rows(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    """All rows, without the version ids, which are the S3 server's."""
    with engine.connect() as connection:
        return {
            table.name: sorted(
                (
                    {k: v for k, v in row.items() if k != "object_version"}
                    for row in connection.execute(select(table)).mappings()
                ),
                key=repr,
            )
            for table in TABLES
        }


def test_every_row_and_object_is_restored(
    lived_in: World,
    s3_settings: S3Settings,
    other_bucket: S3Objects,
    empty_database: Engine,
    tmp_path: Path,
) -> None:
    manifest = backup(lived_in.engine, S3Objects(s3_settings), tmp_path / "backup")
    assert manifest["objects"] == 4
    assert (tmp_path / "backup").stat().st_mode & 0o077 == 0
    restore(empty_database, other_bucket, tmp_path / "backup")
    restored = rows(empty_database)
    assert restored == rows(lived_in.engine)
    assert [name for name in OF_SESSIONS if not restored[name]] == []
    assert documents(empty_database, lived_in) == documents(lived_in.engine, lived_in)
    photos = select(EvidenceItem.__table__).where(EvidenceItem.kind == "photo")
    with empty_database.connect() as connection:
        content = connection.execute(photos).mappings().all()
    assert len(content) == 2
    for row in content:
        other_bucket.download(row["object_key"], row["object_version"], tmp_path / "photo")
        assert (tmp_path / "photo").read_bytes().startswith(b"\xff\xd8\xff\xe0 the ")
        stored = other_bucket.stat(row["object_key"])
        assert stored
        assert (stored.sha256, stored.media_type) == (row["sha256"], row["media_type"])


def change_object(folder: Path) -> None:
    path = next(path for path in (folder / "objects").rglob("*") if path.is_file())
    path.write_bytes(b"\xff\xd8\xff\xe0 the forged")


def drop_object(folder: Path) -> None:
    next(path for path in (folder / "objects").rglob("*") if path.is_file()).unlink()


def shorten_table(folder: Path) -> None:
    path = folder / "tables" / "events.jsonl"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))


def lead_astray(folder: Path) -> None:
    index = folder / "objects.jsonl"
    first, *rest = index.read_text().splitlines(keepends=True)
    stray = {**json.loads(first), "key": "../../elsewhere"}
    index.write_text("".join([json.dumps(stray) + "\n", *rest]))


def age(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "revision": "0000"}))


def lose_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (change_object, "missing or damaged"),
        (drop_object, "missing or damaged"),
        (shorten_table, "events.jsonl is incomplete"),
        (lead_astray, "leads out of the backup"),
        (age, "restore it there, then upgrade"),
        (lose_manifest, "is no backup"),
    ],
)
def test_a_damaged_backup_is_refused_and_the_database_stays_empty(
    lived_in: World,
    s3_settings: S3Settings,
    other_bucket: S3Objects,
    tmp_path: Path,
    harm: Callable[[Path], None],
    says: str,
) -> None:
    backup(lived_in.engine, S3Objects(s3_settings), tmp_path / "backup")
    harm(tmp_path / "backup")
    engine = open_database(f"sqlite:///{tmp_path}/new.db")
    migrate(engine)
    with pytest.raises(ArchiveError, match=says):
        restore(engine, other_bucket, tmp_path / "backup")
    assert rows(engine)["organizations"] == []
    engine.dispose()


def test_a_database_with_people_in_it_is_not_overwritten(
    lived_in: World, s3_settings: S3Settings, tmp_path: Path
) -> None:
    objects = S3Objects(s3_settings)
    backup(lived_in.engine, objects, tmp_path / "backup")
    with pytest.raises(ArchiveError, match="not empty"):
        restore(lived_in.engine, objects, tmp_path / "backup")
    with pytest.raises(ArchiveError, match="name a new folder"):
        backup(lived_in.engine, objects, tmp_path / "backup")


def test_a_backup_fails_when_an_object_is_gone_from_s3(
    lived_in: World, other_bucket: S3Objects, tmp_path: Path
) -> None:
    with pytest.raises(ArchiveError, match="could not be fetched"):
        backup(lived_in.engine, other_bucket, tmp_path / "backup")
    assert not [path for path in tmp_path.iterdir() if "backup" in path.name]
