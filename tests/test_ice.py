"""A page gets STUN and TURN servers with credentials that hold for as long as the setting says."""

import base64
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from server.auth.ice import ice_servers
from server.settings.error import SettingsError
from server.settings.settings import Settings

SECRET = "north-sea-breeze-17-degrees"
PERSON = "8f2a6c1e-0d5c-4c66-9a53-0b6f1d0a9b11"
NOW = datetime(2026, 11, 1, 11, 0, tzinfo=UTC)
# printf %s "$username" | openssl dgst -binary -sha1 -hmac "$secret" | base64
USERNAME, CREDENTIAL = f"1793534400:{PERSON}", "1hjpVTpl9aAkYzQnZqEHij8SEBM="
TURN = {"SMARTHANDS_TURN_URLS": "turn:turn.firm.test:3478", "SMARTHANDS_TURN_SECRET": SECRET}


def read(tmp_path: Path, **environment: str) -> Settings:
    return Settings.from_environment({"SMARTHANDS_DATA": str(tmp_path), **environment})


def ends(server: dict[str, str]) -> datetime:
    return datetime.fromtimestamp(int(server["username"].partition(":")[0]), UTC)


def test_a_credential_is_what_coturn_computes(tmp_path: Path) -> None:
    [server] = ice_servers(read(tmp_path, **TURN), PERSON, NOW)
    assert server == {
        "urls": ["turn:turn.firm.test:3478"],
        "username": USERNAME,
        "credential": CREDENTIAL,
    }
    assert len(base64.b64decode(CREDENTIAL)) == 20  # the bytes of SHA-1


@pytest.mark.parametrize("minutes", ["5", "60", "1440"])
def test_a_credential_lives_as_long_as_the_setting_says(tmp_path: Path, minutes: str) -> None:
    settings = read(tmp_path, **TURN, SMARTHANDS_TURN_MINUTES=minutes)
    [server] = ice_servers(settings, PERSON, NOW)
    assert ends(server) == NOW + timedelta(minutes=int(minutes))


def test_a_credential_does_not_depend_on_the_time_zone(tmp_path: Path) -> None:
    settings = read(tmp_path, **TURN)
    elsewhere = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert ice_servers(settings, PERSON, elsewhere) == ice_servers(settings, PERSON, NOW)
    later = ice_servers(settings, PERSON, NOW + timedelta(microseconds=999_999))
    assert later == ice_servers(settings, PERSON, NOW)


def test_everyone_and_every_moment_has_a_credential_of_its_own(tmp_path: Path) -> None:
    settings = read(tmp_path, **TURN)
    holders = [(PERSON, NOW), ("eva", NOW), (PERSON, NOW + timedelta(seconds=1))]
    credentials = {ice_servers(settings, who, at)[0]["credential"] for who, at in holders}
    assert len(credentials) == 3
    assert SECRET not in str(ice_servers(settings, PERSON, NOW))
    assert SECRET not in repr(settings)


def test_a_page_gets_no_server_without_a_setting_and_stun_without_a_credential(
    tmp_path: Path,
) -> None:
    assert ice_servers(read(tmp_path), PERSON, NOW) == []
    both = "stun:stun.firm.test, stun:[2001:db8::1]:3478"
    settings = read(tmp_path, SMARTHANDS_STUN_URLS=both, **TURN)
    stun, turn = ice_servers(settings, PERSON, NOW)
    assert stun == {"urls": ["stun:stun.firm.test", "stun:[2001:db8::1]:3478"]}
    assert turn["username"] == USERNAME


def test_addresses_are_accepted_as_browsers_accept_them(tmp_path: Path) -> None:
    urls = "turn:turn.firm.test?transport=udp,turns:turn.firm.test:443?transport=tcp"
    settings = read(tmp_path, **(TURN | {"SMARTHANDS_TURN_URLS": urls}))
    assert list(settings.turn_urls) == urls.split(",")
    assert settings.turn_minutes == 60


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"SMARTHANDS_TURN_SECRET": ""}, "go together: set both"),
        ({"SMARTHANDS_TURN_URLS": ""}, "go together: set both"),
        ({"SMARTHANDS_TURN_URLS": " , "}, "go together: set both"),
        ({"SMARTHANDS_TURN_SECRET": "short"}, "at least 16"),
        ({"SMARTHANDS_TURN_SECRET": "two words of a secret"}, "without spaces"),
        ({"SMARTHANDS_TURN_MINUTES": "4"}, "from 5 to 1440"),
        ({"SMARTHANDS_TURN_MINUTES": "1441"}, "from 5 to 1440"),
        ({"SMARTHANDS_TURN_MINUTES": "1.5"}, "whole number"),
        *(
            ({"SMARTHANDS_TURN_URLS": url}, "like turn:turn.example.com:3478")
            for url in (
                "turn.firm.test",
                "turn:",
                "turn://turn.firm.test",
                "https://turn.firm.test",
                "stun:turn.firm.test",
                "turn:turn.firm.test:0",
                "turn:turn.firm.test:99999",
                "turn:turn.firm.test:port",
                "turn:2001:db8::1",
                "turn:dan:pass@turn.firm.test",
                "turn:turn.firm.test/path",
                "turn:turn.firm.test?transport=sctp",
                "turn:turn.firm.test?transport=udp&x=1",
                "turn:turn.firm.test turn:two.firm.test",
                "turn:turn.firm.test,stun:stun.firm.test",
            )
        ),
        *(
            ({"SMARTHANDS_STUN_URLS": url}, "like stun:stun.example.com:3478")
            for url in ("stun.firm.test:3478", "turn:turn.firm.test", "stun:a.test?transport=udp")
        ),
    ],
)
def test_wrong_settings_are_refused_in_one_line_without_the_secret(
    tmp_path: Path, environment: dict[str, str], says: str
) -> None:
    with pytest.raises(SettingsError) as refusal:
        read(tmp_path, **(TURN | environment))
    assert says in str(refusal.value)
    assert "\n" not in str(refusal.value)
    for secret in filter(None, (SECRET, environment.get("SMARTHANDS_TURN_SECRET"))):
        assert secret not in str(refusal.value)


def test_a_page_gets_the_stun_server_of_a_node_where_there_is_a_node(tmp_path: Path) -> None:
    where = {
        "SMARTHANDS_MEDIA_ADDRESSES": "203.0.113.5/10.0.0.5, 2001:db8::5",
        "SMARTHANDS_MEDIA_PORTS": "41000-41099",
        "SMARTHANDS_STUN_URLS": "stun:stun.firm.test",
    }
    settings = read(tmp_path, **where)
    [stun] = ice_servers(settings, PERSON, NOW, node=True)
    echoes = ["stun:203.0.113.5:41000", "stun:[2001:db8::5]:41000"]
    assert stun == {"urls": ["stun:stun.firm.test", *echoes]}
    assert ice_servers(settings, PERSON, NOW) == [{"urls": ["stun:stun.firm.test"]}]
