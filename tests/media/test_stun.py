"""A binding request is answered so that aioice, another implementation, can read it; no other
datagram is answered."""

import hashlib
import hmac
import itertools
import struct
from typing import Any

import pytest
from aioice.stun import Class, Message, Method, parse_message
from hypothesis import given, settings
from hypothesis import strategies as st

from realtime.media.transport import stun
from realtime.media.transport.stun import FRAGMENT, PASSWORD, Unanswerable

HOME = ("198.51.100.7", 50_000)
HEADERS = {4: 28, 6: 48}


def answer(datagram: bytes, address: str, port: int) -> bytes:
    return stun.read(datagram).answer(address, port)


def request(kind: Method = Method.BINDING, **attributes: Any) -> Message:
    message = Message(message_method=kind, message_class=Class.REQUEST)
    message.attributes.update({name.replace("_", "-"): value for name, value in attributes.items()})
    return message


def plain() -> bytes:
    return bytes(request())


def check(name: str = f"{FRAGMENT}:tess", password: str = PASSWORD) -> bytes:
    """The check that a browser's ICE sends."""
    message = request(USERNAME=name, PRIORITY=1_853_824_767, ICE_CONTROLLING=7, USE_CANDIDATE=None)
    message.add_message_integrity(password.encode())
    return bytes(message)


def fingerprinted(covered: bytes) -> bytes:
    data = bytearray(covered)
    struct.pack_into("!H", data, 2, len(covered) - 12)
    return bytes(data) + struct.pack("!HHI", 0x8028, 4, stun._crc(data))


def raw(*attributes: tuple[int, bytes], kind: int = 1, cookie: int = stun.COOKIE) -> bytes:
    body = b"".join(
        struct.pack("!HH", name, len(value)) + value + bytes(-len(value) % 4)
        for name, value in attributes
    )
    return struct.pack("!HHI12s", kind, len(body), cookie, b"twelve bytes") + body


def refusal_of(datagram: bytes) -> str:
    with pytest.raises(Unanswerable) as refusal:
        answer(datagram, *HOME)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("address", "port"), [HOME, ("192.168.1.9", 1), ("2001:db8::17", 65_535), ("::1", 4_660)]
)
def test_a_browser_learns_its_own_address(address: str, port: int) -> None:
    binding_request = request()
    response = parse_message(answer(bytes(binding_request), address, port))
    assert response.message_class == Class.RESPONSE
    assert response.transaction_id == binding_request.transaction_id
    assert response.attributes == {"XOR-MAPPED-ADDRESS": (address, port)}


def test_a_request_with_a_fingerprint_is_answered_with_one() -> None:
    response = parse_message(answer(fingerprinted(plain()), *HOME))
    assert list(response.attributes) == ["XOR-MAPPED-ADDRESS", "FINGERPRINT"]


def test_an_ice_check_succeeds_under_the_public_name_and_password() -> None:
    response = answer(check(), *HOME)
    said = parse_message(response)
    said.check_message_integrity(PASSWORD.encode())
    assert said.attributes["XOR-MAPPED-ADDRESS"] == HOME
    assert {"MESSAGE-INTEGRITY", "FINGERPRINT"} <= set(said.attributes)


def test_a_request_with_integrity_alone_is_answered_with_integrity_alone() -> None:
    covered = bytearray(raw((0x0006, b"echo:tess")))
    struct.pack_into("!H", covered, 2, len(covered) - 20 + 24)
    mac = hmac.digest(PASSWORD.encode(), covered, hashlib.sha1)
    response = answer(bytes(covered) + struct.pack("!HH", 0x0008, 20) + mac, *HOME)
    message = parse_message(response)
    message.check_message_integrity(PASSWORD.encode())
    assert list(message.attributes) == ["XOR-MAPPED-ADDRESS", "MESSAGE-INTEGRITY"]


def test_a_request_with_another_password_or_name_is_not_answered() -> None:
    assert refusal_of(check(password="another")) == "credentials"
    assert refusal_of(check(name="somebody:tess")) == "credentials"
    assert refusal_of(check(name="")) == "credentials"
    assert refusal_of(raw((0x0006, b"echo:tess"))) == "credentials"
    assert refusal_of(raw((0x0006, b"echo:tess"), (0x0008, bytes(20)))) == "credentials"
    assert refusal_of(raw((0x0006, b"echo:tess"), (0x0008, b""))) == "credentials"
    assert refusal_of(raw((0x0008, bytes(20)))) == "credentials"


@pytest.mark.parametrize(
    ("datagram", "reason"),
    [
        (b"", "shape"),
        (b"\x00", "shape"),
        (plain()[:19], "shape"),
        (plain() + b"\x00", "shape"),
        (plain() + bytes(4), "shape"),
        (raw(cookie=0x2112A443), "shape"),
        (raw()[:2] + b"\x00\x04" + raw()[4:], "shape"),
        (raw((0x8022, b"browser"))[:-4], "shape"),
        (raw()[:2] + b"\x00\x04" + raw()[4:] + b"\x80\x22\x00\x09", "shape"),
        (raw(kind=0x0101), "kind"),
        (raw(kind=0x0011), "kind"),
        (raw(kind=0x0003), "kind"),
        (raw(kind=0x8001), "kind"),
        (raw((0x0003, bytes(4))), "attribute"),
        (raw((0x0027, bytes(4))), "attribute"),
        (raw((0x8028, bytes(4))), "fingerprint"),
        (raw((0x8028, b"")), "fingerprint"),
        (fingerprinted(plain())[:-1] + b"\x00", "fingerprint"),
        (fingerprinted(raw((0x8022, b"four"))).replace(b"four", b"FOUR"), "fingerprint"),
        (raw((0x8028, bytes(4)), (0x8022, b"late")), "fingerprint"),
        (raw((0x8022, bytes(525))), "large"),
    ],
    # Transactions are random: two processes would collect different tests if these were named by
    # their bytes.
    ids=itertools.count(),
)
def test_a_datagram_that_is_no_binding_request_is_counted_by_reason_and_not_answered(
    datagram: bytes, reason: str
) -> None:
    assert refusal_of(datagram) == reason


def test_the_largest_answered_request_fits_any_path() -> None:
    largest = raw((0x8022, bytes(524)))
    assert len(largest) == 548
    assert answer(largest, *HOME)


def answer_or_none(datagram: bytes, address: str = HOME[0]) -> bytes:
    """The answer, or None when the datagram is not answered; any other error is a fault."""
    try:
        return answer(datagram, address, HOME[1])
    except Unanswerable:
        return b""


def spoiled(draw: st.DataObject, datagram: bytes) -> bytes:
    """The datagram with some bytes changed, cut or put in."""
    data = bytearray(datagram)
    for _ in range(draw.draw(st.integers(0, 4))):
        at = draw.draw(st.integers(0, len(data)))
        cut = draw.draw(st.integers(0, 4))
        data[at : at + cut] = draw.draw(st.binary(max_size=6))
    return bytes(data)


def never_larger(datagram: bytes, address: str, family: int, most: float) -> None:
    response = answer_or_none(datagram, address)
    headers = HEADERS[family]
    assert len(response) + headers * bool(response) <= most * (len(datagram) + headers)


WHATEVER = st.binary(max_size=600) | st.lists(
    st.tuples(
        st.sampled_from((0x0006, 0x0008, 0x0024, 0x0025, 0x8022, 0x8028, 0xC057))
        | st.integers(0, 0xFFFF),
        st.binary(max_size=40) | st.just(b"echo:tess"),
    ),
    max_size=6,
).map(lambda attributes: raw(*attributes))


@settings(max_examples=300)
@given(datagram=WHATEVER)
def test_any_datagram_is_answered_with_a_small_answer_or_none(datagram: bytes) -> None:
    never_larger(datagram, HOME[0], 4, 1.25)
    never_larger(datagram, "2001:db8::17", 6, 1.36)


@settings(max_examples=300)
@given(whole=st.sampled_from((plain(), fingerprinted(plain()), check())), data=st.data())
def test_a_spoiled_request_is_answered_with_a_small_answer_or_none(
    whole: bytes, data: st.DataObject
) -> None:
    never_larger(spoiled(data, whole), HOME[0], 4, 1.25)


@pytest.mark.soak
@settings(max_examples=60_000)
@given(whole=st.sampled_from((plain(), fingerprinted(plain()), check())) | WHATEVER, data=st.data())
def test_many_spoiled_requests_are_answered_with_small_answers_or_none(
    whole: bytes, data: st.DataObject
) -> None:
    datagram = spoiled(data, whole)
    never_larger(datagram, HOME[0], 4, 1.25)
    never_larger(datagram, "2001:db8::17", 6, 1.36)
