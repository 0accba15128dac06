"""Settings come from the environment, and one that can't be used is refused in a helpful line."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from server.settings.error import SettingsError
from server.settings.secrets import stored_secret
from server.settings.settings import Settings

LONG = "3f9c1be07a5d42e8b6904c7d1a2f8e53"
PRODUCTION = {
    "SMARTHANDS_ENV": "production",
    "SMARTHANDS_URL": "https://help.firm.test",
    "SMARTHANDS_SECRET": LONG,
    "SMARTHANDS_S3_ACCESS_KEY": "smarthands",
    "SMARTHANDS_S3_SECRET_KEY": LONG[::-1],
    "SMARTHANDS_S3_PUBLIC_URL": "https://objects.firm.test",
}


def read(tmp_path: Path, **environment: str) -> Settings:
    return Settings.from_environment({"SMARTHANDS_DATA": str(tmp_path / "var"), **environment})


def test_an_empty_environment_is_a_development_installation(tmp_path: Path) -> None:
    settings = read(tmp_path)
    assert settings.url == "http://localhost:8000"
    assert settings.database_url == f"sqlite:///{tmp_path}/var/smarthands.db"
    assert settings.s3_url == settings.s3_public_url == "http://127.0.0.1:8333"
    assert settings.embedded_objects
    assert not settings.production
    assert not settings.secure
    assert settings.upload_max_bytes == 64_000_000
    assert settings.queue_url is None
    assert settings.metrics_token is None


def test_the_port_of_s3_follows_the_port(tmp_path: Path) -> None:
    settings = read(tmp_path, PORT="9000")
    assert (settings.url, settings.s3_url) == ("http://localhost:9000", "http://127.0.0.1:9333")


def test_development_makes_its_secrets_once_and_readable_by_their_owner_alone(
    tmp_path: Path,
) -> None:
    first, second = read(tmp_path), read(tmp_path)
    assert first == second
    assert len({first.secret, first.s3_access_key, first.s3_secret_key}) == 3
    for path in (tmp_path / "var").iterdir():
        assert path.stat().st_mode & 0o777 == 0o600


def test_processes_that_start_together_keep_the_same_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda number: stored_secret(tmp_path / "secret"), range(8)))
    assert len(secrets) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_another_s3_is_used_instead_of_the_embedded_one(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        SMARTHANDS_S3_URL="http://s3.inside:9000/",
        SMARTHANDS_S3_PUBLIC_URL="https://S3.firm.test",
        SMARTHANDS_S3_ACCESS_KEY="key",
        SMARTHANDS_S3_SECRET_KEY=LONG,
    )
    assert not settings.embedded_objects
    assert settings.s3_url == "http://s3.inside:9000"
    assert settings.s3_public_url == "https://s3.firm.test"


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Help.firm.test:443/", "https://help.firm.test"),
        ("http://help.firm.test:80", "http://help.firm.test"),
        ("https://help.firm.test:80", "https://help.firm.test:80"),
    ],
)
def test_an_origin_is_written_as_browsers_send_it(tmp_path: Path, url: str, origin: str) -> None:
    assert read(tmp_path, SMARTHANDS_URL=url).url == origin


def test_postgresql_is_reached_through_psycopg(tmp_path: Path) -> None:
    settings = read(tmp_path, SMARTHANDS_DATABASE_URL="postgresql://dan:x@db/firm")
    assert settings.database_url == "postgresql+psycopg://dan:x@db/firm"


def test_production_needs_secrets_and_makes_the_sweeps_key_alone(tmp_path: Path) -> None:
    settings = read(tmp_path, **PRODUCTION)
    assert settings.production
    assert settings.secure
    assert settings.secret == LONG
    made = {path.name for path in (tmp_path / "var").iterdir()}
    assert made == {"s3_sweep_access_key", "s3_sweep_secret_key"}


def test_secrets_stay_out_of_the_log(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        **PRODUCTION,
        SMARTHANDS_DATABASE_URL="postgresql://dan:hunter22@db/firm?sslmode=verify-full",
        SMARTHANDS_QUEUE_URL="rediss://:hunter22@queue",
        SMARTHANDS_METRICS_TOKEN="hunter22hunter22",
    )
    for secret in (LONG, LONG[::-1], "hunter22"):
        assert secret not in repr(settings)


@pytest.mark.parametrize(
    "missing", [name for name in PRODUCTION if name.endswith(("SECRET", "_KEY", "_URL"))]
)
def test_production_refuses_to_start_without_a_secret_or_an_address(
    tmp_path: Path, missing: str
) -> None:
    with pytest.raises(SettingsError, match=missing):
        read(tmp_path, **{**PRODUCTION, missing: ""})


@pytest.mark.parametrize(
    ("url", "objects", "may"),
    [
        ("https://help.firm.test", "http://objects.firm.test", False),
        ("https://help.firm.test", "https://objects.firm.test", True),
        ("http://localhost:8000", "http://localhost:8333", True),
        ("http://127.0.0.1:8000", "", True),
    ],
)
def test_production_refuses_addresses_that_browsers_would_not_reach_together(
    tmp_path: Path, url: str, objects: str, *, may: bool
) -> None:
    environment = {"SMARTHANDS_URL": url, "SMARTHANDS_S3_PUBLIC_URL": objects}
    if may:
        assert read(tmp_path, **(PRODUCTION | environment)).url == url
        return
    with pytest.raises(SettingsError, match="SMARTHANDS_S3_PUBLIC_URL must be https too"):
        read(tmp_path, **(PRODUCTION | environment))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SMARTHANDS_SECRET", "change-me-change-me-change-me-change-me"),
        ("SMARTHANDS_SECRET", "a" * 64),
        ("SMARTHANDS_S3_SECRET_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        ("SMARTHANDS_S3_SECRET_KEY", "minioadminminioadmin"),
        ("SMARTHANDS_S3_ACCESS_KEY", "minioadmin"),
    ],
)
def test_production_refuses_secrets_from_manuals(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name) as refusal:
        read(tmp_path, **{**PRODUCTION, name: value})
    assert value not in str(refusal.value)


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"SMARTHANDS_PRT": "1"}, "SMARTHANDS_PRT is no setting: did you mean"),
        ({"SMARTHANDS_S3_BUKET": "x"}, "did you mean SMARTHANDS_S3_BUCKET"),
        ({"SMARTHANDS_ENV": "prod"}, "give one of development, production"),
        ({"PORT": "80000"}, "PORT can't be used: give a whole number from 1 to 65535"),
        ({"PORT": "８０００"}, "PORT can't be used"),
        ({"PORT": "65400"}, "SMARTHANDS_S3_PORT is needed"),
        ({"PORT": "8000", "SMARTHANDS_S3_PORT": "8000"}, "change one"),
        ({"SMARTHANDS_HOST": "a b"}, "like 127.0.0.1"),
        ({"SMARTHANDS_URL": "help.firm.test"}, "like https://"),
        ({"SMARTHANDS_URL": "https://help.firm.test/app"}, "like https://"),
        ({"SMARTHANDS_URL": "https://dan:x@help.firm.test"}, "like https://"),
        ({"SMARTHANDS_URL": "https://help.firm.test:99999"}, "like https://"),
        ({"SMARTHANDS_DATABASE_URL": "mysql://db"}, "give postgresql://"),
        ({"SMARTHANDS_DATABASE_URL": "sqlite://"}, "give postgresql://"),
        ({"SMARTHANDS_DATABASE_URL": "sqlite:///here.db"}, "sqlite:////path/to/file"),
        ({"SMARTHANDS_SECRET": "short"}, "at least 32"),
        ({"SMARTHANDS_S3_URL": "http://s3.inside"}, "SMARTHANDS_S3_ACCESS_KEY is missing"),
        ({"SMARTHANDS_S3_BUCKET": "ab"}, "3 to 63"),
        ({"SMARTHANDS_TRUSTED_PROXIES": "-1"}, "from 0 to 9"),
        ({"SMARTHANDS_QUEUE_URL": "amqp://x"}, "give redis://"),
        ({"SMARTHANDS_METRICS_TOKEN": "x"}, "at least 16"),
        ({"SMARTHANDS_LOGIN_DAYS": "0"}, "from 1 to 365"),
        ({"SMARTHANDS_UPLOAD_MAX_MB": "1.5"}, "whole number"),
        ({"SMARTHANDS_LOG_LEVEL": "loud"}, "debug, info"),
        ({"SMARTHANDS_DATA": "/proc/none"}, "make it writable"),
    ],
)
def test_a_setting_that_can_not_be_used_is_refused_in_one_line(
    tmp_path: Path, environment: dict[str, str], says: str
) -> None:
    with pytest.raises(SettingsError) as refusal:
        read(tmp_path, **environment)
    assert says in str(refusal.value)
    assert "\n" not in str(refusal.value)
