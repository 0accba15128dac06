"""Production refuses to start where logins, evidence or passwords would travel readable."""

from pathlib import Path

import pytest

from realtime.media.__main__ import refuse_plain_web
from server.settings.error import SettingsError
from server.settings.settings import Settings
from tests.test_settings import LONG, PRODUCTION

OTHER_S3 = {
    "SMARTHANDS_S3_SWEEP_ACCESS_KEY": "sweeper",
    "SMARTHANDS_S3_SWEEP_SECRET_KEY": LONG[4:] + LONG[:4],
}


def read(tmp_path: Path, **changed: str) -> Settings:
    return Settings.from_environment(
        {**PRODUCTION, **OTHER_S3, "SMARTHANDS_DATA": str(tmp_path / "var"), **changed}
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SMARTHANDS_URL", "http://help.firm.test"),
        ("SMARTHANDS_URL", "http://192.168.1.20:8000"),
        ("SMARTHANDS_S3_URL", "http://s3.inside:9000"),
        ("SMARTHANDS_S3_URL", "http://10.0.0.7:9000"),
        ("SMARTHANDS_S3_PUBLIC_URL", "http://objects.firm.test"),
        ("SMARTHANDS_DATABASE_URL", "postgresql://dan:x@db/firm"),
        ("SMARTHANDS_DATABASE_URL", "postgresql://dan:x@db/firm?sslmode=prefer"),
        ("SMARTHANDS_DATABASE_URL", "postgresql://dan:x@localhost,db/firm"),
        ("SMARTHANDS_DATABASE_URL", "postgresql://dan:x@/firm?host=db.inside"),
        ("SMARTHANDS_QUEUE_URL", "redis://queue.inside:6379/0"),
    ],
)
def test_an_address_that_shows_everything_is_refused_by_name(
    tmp_path: Path, name: str, value: str
) -> None:
    with pytest.raises(SettingsError, match=name) as refusal:
        read(tmp_path, **{name: value})
    assert "\n" not in str(refusal.value)
    assert value not in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SMARTHANDS_URL", "https://help.firm.test"),
        ("SMARTHANDS_S3_URL", "https://s3.inside:9000"),
        ("SMARTHANDS_S3_URL", "http://127.0.0.1:9000"),
        ("SMARTHANDS_DATABASE_URL", "postgresql://dan:x@db/firm?sslmode=verify-full"),
        ("SMARTHANDS_DATABASE_URL", "postgresql://dan:x@db/firm?sslmode=require"),
        ("SMARTHANDS_DATABASE_URL", "postgresql://dan:x@localhost/firm"),
        ("SMARTHANDS_DATABASE_URL", "postgresql:///firm?host=/run/postgresql"),
        ("SMARTHANDS_DATABASE_URL", "sqlite:////var/lib/smarthands/smarthands.db"),
        ("SMARTHANDS_QUEUE_URL", "rediss://queue.inside:6379/0"),
        ("SMARTHANDS_QUEUE_URL", "redis://localhost:6379/0"),
    ],
)
def test_tls_and_what_never_leaves_this_machine_are_taken(
    tmp_path: Path, name: str, value: str
) -> None:
    assert read(tmp_path, **{name: value}).production


def test_the_environment_of_libpq_counts(tmp_path: Path) -> None:
    database = {"SMARTHANDS_DATABASE_URL": "postgresql://dan:x@db/firm"}
    assert read(tmp_path, **database, PGSSLMODE="verify-full").production
    nowhere = {"SMARTHANDS_DATABASE_URL": "postgresql:///firm"}
    assert read(tmp_path, **nowhere).production  # by libpq's own Unix socket
    with pytest.raises(SettingsError, match="SMARTHANDS_DATABASE_URL"):
        read(tmp_path, **nowhere, PGHOST="db.inside")


def test_development_may_speak_plainly(tmp_path: Path) -> None:
    settings = Settings.from_environment(
        {
            "SMARTHANDS_DATA": str(tmp_path),
            "SMARTHANDS_DATABASE_URL": "postgresql://dan:x@db/firm",
            "SMARTHANDS_QUEUE_URL": "redis://queue/0",
        }
    )
    assert not settings.production


def test_the_two_keys_of_the_store_are_two(tmp_path: Path) -> None:
    for changed, says in (
        ({"SMARTHANDS_S3_SWEEP_ACCESS_KEY": "smarthands"}, "give it its own"),
        ({"SMARTHANDS_S3_SWEEP_SECRET_KEY": ""}, "go together"),
    ):
        with pytest.raises(SettingsError, match=says):
            read(tmp_path, **changed)


@pytest.mark.parametrize(
    ("web", "taken"),
    [
        ("https://help.firm.test", True),
        ("http://localhost:8000", True),
        ("http://127.0.0.1:8000", True),
        ("http://[::1]:8000", True),
        ("http://help.firm.test", False),
        ("http://203.0.113.9:8000", False),
        ("help.firm.test", False),
    ],
)
def test_a_media_node_tells_its_token_to_nobody_in_between(web: str, *, taken: bool) -> None:
    if taken:
        refuse_plain_web(web)
        return
    with pytest.raises(ValueError, match="https"):
        refuse_plain_web(web)
