"""`LAN=1` in the settings implies the others, and is refused in one line where it contradicts."""

from ipaddress import IPv4Address
from pathlib import Path

import pytest

from server.http.headers import own_origins, policy
from server.settings import lan
from server.settings.error import SettingsError
from server.settings.lan import InterfaceAddress
from server.settings.settings import Settings

SECRET = "3f9c1be07a5d42e8b6904c7d1a2f8e53"


def read(tmp_path: Path, **environment: str) -> Settings:
    place = {"SMARTHANDS_DATA": str(tmp_path), "LAN": "1", "SMARTHANDS_LAN_ADDRESS": "192.168.1.20"}
    return Settings.from_environment({**place, **environment})


def addresses_of(**interfaces: str) -> list[InterfaceAddress]:
    return [
        InterfaceAddress(IPv4Address(address), name.replace("_", "-"))
        for name, address in interfaces.items()
    ]


def test_addresses_and_proxies_follow_from_the_lan_address(tmp_path: Path) -> None:
    settings = read(tmp_path)
    assert settings.url == "https://192.168.1.20:8443"
    assert settings.s3_public_url == "https://192.168.1.20:8444"
    assert settings.s3_url == "http://127.0.0.1:8333"
    assert settings.trusted_proxies == 1
    assert settings.host == "127.0.0.1"
    assert settings.secure
    assert "https://192.168.1.20:8443" in own_origins(settings)
    assert "wss://192.168.1.20:8443" in policy(settings)
    assert "img-src 'self' blob: data: https://192.168.1.20:8444" in policy(settings)


def test_the_ports_follow_the_lan_port(tmp_path: Path) -> None:
    settings = read(tmp_path, SMARTHANDS_LAN_PORT="443")
    assert (settings.url, settings.s3_public_url) == (
        "https://192.168.1.20",
        "https://192.168.1.20:444",
    )
    assert read(tmp_path, PORT="9000").url == "https://192.168.1.20:9443"


def test_without_lan_its_settings_do_not_count(tmp_path: Path) -> None:
    settings = read(tmp_path, LAN="0")
    assert (settings.url, settings.trusted_proxies) == ("http://localhost:8000", 0)
    assert Settings.from_environment({"SMARTHANDS_DATA": str(tmp_path)}).lan is False


def test_another_s3_is_served_through_the_edge_or_has_tls_of_its_own(tmp_path: Path) -> None:
    other = {
        "SMARTHANDS_S3_URL": "http://s3.inside:9000",
        "SMARTHANDS_S3_ACCESS_KEY": "key",
        "SMARTHANDS_S3_SECRET_KEY": SECRET,
    }
    assert read(tmp_path, **other).s3_public_url == "https://192.168.1.20:8444"
    elsewhere = read(tmp_path, SMARTHANDS_S3_PUBLIC_URL="https://s3.firm.test", **other)
    assert elsewhere.s3_public_url == "https://s3.firm.test"
    with pytest.raises(SettingsError, match="SMARTHANDS_S3_PUBLIC_URL must be https too"):
        read(tmp_path, SMARTHANDS_S3_PUBLIC_URL="http://s3.firm.test", **other)


def test_production_may_run_on_a_lan(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        SMARTHANDS_ENV="production",
        SMARTHANDS_SECRET=SECRET,
        SMARTHANDS_S3_ACCESS_KEY="smarthands",
        SMARTHANDS_S3_SECRET_KEY=SECRET[::-1],
    )
    assert own_origins(settings) == {"https://192.168.1.20:8443"}


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"SMARTHANDS_URL": "https://help.firm.test"}, "SMARTHANDS_URL and LAN=1 contradict"),
        ({"SMARTHANDS_HOST": "::"}, "SMARTHANDS_HOST and LAN=1 contradict"),
        ({"SMARTHANDS_TRUSTED_PROXIES": "2"}, "SMARTHANDS_TRUSTED_PROXIES and LAN=1 contradict"),
        ({"LAN": "yes"}, "LAN can't be used: give one of 0, 1"),
        ({"SMARTHANDS_LAN_ADDRESS": "wlan0"}, "give an IPv4 address of this machine"),
        ({"SMARTHANDS_LAN_ADDRESS": "224.0.0.1"}, "give an IPv4 address of this machine"),
        ({"SMARTHANDS_LAN_ADDRESS": "fe80::1"}, "give an IPv4 address of this machine"),
        ({"SMARTHANDS_LAN_PORT": "65534"}, "from 1 to 65533"),
        ({"PORT": "65200"}, "SMARTHANDS_LAN_PORT is needed"),
    ],
)
def test_a_setting_that_contradicts_lan_is_refused_in_one_line(
    tmp_path: Path, environment: dict[str, str], says: str
) -> None:
    with pytest.raises(SettingsError) as refusal:
        read(tmp_path, **{"SMARTHANDS_S3_PORT": "9333", **environment})
    assert says in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("interfaces", "address"),
    [
        ({"lo": "127.0.0.1", "wlan0": "192.168.1.20"}, "192.168.1.20"),
        ({"eth0": "10.1.2.3", "docker0": "172.17.0.1", "br_1f2e": "172.18.0.1"}, "10.1.2.3"),
        ({"en0": "192.168.1.20", "utun3": "10.8.0.2", "tailscale0": "100.64.0.9"}, "192.168.1.20"),
        ({"eth0": "8.8.4.4", "eth1": "10.0.0.5"}, "10.0.0.5"),
        ({"veth1": "172.17.0.2"}, "172.17.0.2"),  # a container has this alone
    ],
)
def test_the_address_in_the_phones_network_is_found(
    interfaces: dict[str, str], address: str
) -> None:
    assert str(lan.phones_address(addresses_of(**interfaces))) == address


def test_a_machine_without_an_address_is_told_what_to_do() -> None:
    for interfaces in ({}, {"lo": "127.0.0.1"}, {"eth0": "8.8.8.8"}, {"eth0": "169.254.3.4"}):
        with pytest.raises(ValueError, match="no address in a local network: join the phone's"):
            lan.phones_address(addresses_of(**interfaces))


def test_several_addresses_are_listed_to_choose_one() -> None:
    with pytest.raises(ValueError, match="several addresses") as refusal:
        lan.phones_address(
            addresses_of(wlan0="192.168.1.20", eth0="10.0.0.5", docker0="172.17.0.1")
        )
    message = str(refusal.value)
    assert "192.168.1.20 on wlan0, 10.0.0.5 on eth0" in message
    assert "docker0" not in message


def test_this_machine_has_an_address_of_its_own() -> None:
    assert IPv4Address("127.0.0.1") in [one.address for one in lan.addresses()]
