"""The candidates that ICE must not get, in SDP and in signals."""

import ipaddress

import pytest
from aiortc.sdp import SessionDescription
from hypothesis import given
from hypothesis import strategies as st

from realtime.media.transport.candidates import (
    MOST,
    Admission,
    admitted_candidate,
    admitted_description,
)

ANYONE = Admission()
OWN = Admission(refused=(ipaddress.ip_network("10.20.0.0/16"), ipaddress.ip_network("fd12::/16")))
PUBLIC_ONLY = Admission(private=False)


def line(host: str, *, port: str = "5000", transport: str = "udp", typ: str = "host") -> str:
    return f"candidate:1 1 {transport} 2122260223 {host} {port} typ {typ}"


@pytest.mark.parametrize("host", ["198.51.100.7", "8.8.8.8", "192.168.1.9", "2600:1900::5"])
def test_an_ordinary_address_passes(host: str) -> None:
    assert admitted_candidate(line(host), ANYONE) == line(host)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.8.8.8",
        "::1",
        "::ffff:127.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::7f00:1",
        "2002:7f00:1::",
        "0.0.0.0",  # noqa: S104 - refused, not bound
        "0.1.2.3",
        "::",
        "169.254.169.254",
        "169.254.7.7",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "fe80::1",
        "fe80::1%eth0",
        "2600:1900::5%eth0",
        "fec0::1",
        "fd00:ec2::254",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "224.0.0.251",
        "ff02::fb",
        "255.255.255.255",
        "240.0.0.1",
        "7d3e5c50-3c3f-4f6b-9d2f-0a4b7a0d8d51.local",
        "localhost",
        "metadata.google.internal",
        "127.1",
        "0x7f000001",
        "2130706433",
        "٨.٨.٨.٨",
    ],
)
def test_an_address_that_only_the_node_can_reach_is_refused(host: str) -> None:
    assert admitted_candidate(line(host), ANYONE) is None


@pytest.mark.parametrize("host", ["10.20.1.1", "::ffff:10.20.1.1", "fd12::9", "2002:a14:101::"])
def test_the_sites_own_network_is_refused_when_set(host: str) -> None:
    assert admitted_candidate(line(host), OWN) is None
    assert admitted_candidate(line("10.21.1.1"), OWN) is not None


@pytest.mark.parametrize("host", ["10.0.0.1", "192.168.0.1", "172.16.0.1", "fd00::1", "100.64.0.1"])
def test_private_addresses_are_refused_when_set(host: str) -> None:
    assert admitted_candidate(line(host), PUBLIC_ONLY) is None
    assert admitted_candidate(line("8.8.8.8"), PUBLIC_ONLY) is not None


def test_a_candidate_is_passed_on_with_its_address_in_one_spelling_and_nothing_else() -> None:
    admitted = admitted_candidate(line("2600:1900:0:0::05") + " raddr 127.0.0.1 rport 9", ANYONE)
    assert admitted == line("2600:1900::5")


@pytest.mark.parametrize(
    "wrong",
    [
        line("8.8.8.8", transport="tcp") + " tcptype active",
        line("8.8.8.8", typ="prflx"),
        line("8.8.8.8", port="0"),
        line("8.8.8.8", port="65536"),
        line("8.8.8.8", port="-1"),
        line("8.8.8.8", port="5e3"),
        line("8.8.8.8", port="٥٠٠٠"),
        "candidate:1 2 udp 1 8.8.8.8 5000 typ host",
        "candidate:1 1 udp 1 8.8.8.8 5000 type host",
        "candidate:\x00 1 udp 1 8.8.8.8 5000 typ host",
        line("8.8.8.8") + " x" * 400,
        "",
        "candidate:",
    ],
)
def test_a_malformed_candidate_is_refused(wrong: str) -> None:
    assert admitted_candidate(wrong, ANYONE) is None


def test_loopback_passes_only_where_it_is_allowed() -> None:
    assert admitted_candidate(line("127.0.0.1"), Admission(loopback=True)) is not None


def sdp(*lines: str, end: str = "\r\n") -> str:
    head = ["v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0"]
    media = [
        "m=audio 9 UDP/TLS/RTP/SAVPF 96",
        "a=mid:0",
        "a=ice-ufrag:abcd",
        "a=rtpmap:96 opus/48000",
    ]
    return end.join([*head, *media, *lines, ""])


def heard(described: str) -> list[str]:
    """The addresses that aiortc would hand to ICE."""
    parsed = SessionDescription.parse(described)
    assert not any(media.ice_candidates_complete for media in parsed.media)
    return [candidate.ip for media in parsed.media for candidate in media.ice_candidates]


def test_an_offer_keeps_the_admitted_candidates_and_no_end_of_candidates() -> None:
    given_ = sdp(
        "a=" + line("8.8.8.8"),
        "a=" + line("169.254.169.254"),
        "a=" + line("abc.local"),
        "a=end-of-candidates",
        "a=" + line("192.168.1.9"),
    )
    assert heard(admitted_description(given_, ANYONE)) == ["8.8.8.8", "192.168.1.9"]


@pytest.mark.parametrize("cut", ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028"])
def test_no_line_ending_smuggles_a_candidate_past(cut: str) -> None:
    smuggled = sdp(f"a=x:1{cut}a={line('169.254.169.254')}{cut}a=end-of-candidates")
    assert heard(admitted_description(smuggled, ANYONE)) == []


def test_a_flood_of_candidates_is_cut() -> None:
    flood = sdp(*(f"a={line('8.8.8.8', port=str(port))}" for port in range(2_000, 5_000)))
    assert len(heard(admitted_description(flood, ANYONE))) == MOST


@given(st.text(max_size=600))
def test_any_text_is_read_or_refused(text: str) -> None:
    admitted = admitted_candidate(text, ANYONE)
    assert admitted is None or admitted_candidate(admitted, ANYONE) == admitted
    described = admitted_description(text, ANYONE)
    assert admitted_description(described, ANYONE) == described


@given(st.ip_addresses())
def test_no_candidate_that_passes_is_an_address_of_the_machine(
    address: ipaddress.IPv4Address,
) -> None:
    if admitted_candidate(line(str(address)), ANYONE) is not None:
        kinds = (address.is_loopback, address.is_link_local, address.is_multicast)
        assert not any(kinds)
