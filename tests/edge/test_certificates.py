"""The root and the leaf: accepted by TLS libraries and Chromium, for private addresses alone."""

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.oid import ExtendedKeyUsageOID

from edge.__main__ import Arguments, Certificate, is_here
from edge.authority import Authority, AuthorityError, authority_in, keep, leaf_in
from edge.certificates import make_leaf
from tests.builders.trusting_chromium import trusting_chromium

NOW = datetime.now(UTC)
HOME = IPv4Address("192.168.1.20")
HERE = IPv4Address("127.0.0.2")


def made(folder: Path, address: IPv4Address = HOME, now: datetime = NOW) -> Authority:
    authority = authority_in(folder, address, now)
    leaf_in(folder, authority, address, now)
    return authority


def leaf_of(folder: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate((folder / "leaf.pem").read_bytes())


def test_openssl_accepts_the_chain_by_its_strictest_rules(tmp_path: Path) -> None:
    made(tmp_path)
    assert verified(tmp_path, tmp_path / "leaf.pem", str(HOME)) == ""


def verified(folder: Path, leaf: Path, address: str) -> str:
    """The error that OpenSSL reports for the chain, or nothing."""
    words = ["openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-check_ss_sig"]
    words += ["-verify_ip", address, "-CAfile", str(folder / "root.crt"), "-no-CApath", str(leaf)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=20)
    return "" if done.returncode == 0 else done.stderr


def test_the_leaf_meets_the_requirements_of_ios_and_android(tmp_path: Path) -> None:
    made(tmp_path)
    leaf = leaf_of(tmp_path)
    lifetime = leaf.not_valid_after_utc - leaf.not_valid_before_utc
    assert timedelta(days=390) < lifetime <= timedelta(days=398)
    extensions = leaf.extensions
    names = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.IPAddress) == [HOME]
    uses = extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(uses) == [ExtendedKeyUsageOID.SERVER_AUTH]
    assert not extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_the_root_signs_leaves_alone_and_carries_the_machines_name(tmp_path: Path) -> None:
    authority = made(tmp_path)
    basic = authority.root.extensions.get_extension_for_class(x509.BasicConstraints)
    assert basic.critical
    assert (basic.value.ca, basic.value.path_length) == (True, 0)
    assert authority.root.extensions.get_extension_for_class(x509.NameConstraints).critical
    assert socket.gethostname()[:37] in authority.name
    assert f"{NOW:%Y-%m-%d}" in authority.name


@pytest.mark.parametrize("address", ["8.8.8.8", "192.0.2.1", "172.32.0.1", "127.0.0.1"])
def test_a_stolen_key_is_of_no_use_beyond_private_networks(tmp_path: Path, address: str) -> None:
    authority = made(tmp_path)
    stolen = tmp_path / "stolen.pem"
    keep(stolen, *make_leaf((authority.key, authority.root), IPv4Address(address), NOW))
    assert "permitted subtree violation" in verified(tmp_path, stolen, address)


def test_a_public_address_that_was_asked_for_is_the_only_one(tmp_path: Path) -> None:
    authority = made(tmp_path, IPv4Address("203.0.113.7"))
    assert verified(tmp_path, tmp_path / "leaf.pem", "203.0.113.7") == ""
    stolen = tmp_path / "stolen.pem"
    keep(stolen, *make_leaf((authority.key, authority.root), IPv4Address("203.0.113.8"), NOW))
    assert "permitted subtree violation" in verified(tmp_path, stolen, "203.0.113.8")


def test_keys_are_for_their_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "lan"
    made(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert modes == {"root.pem": 0o600, "leaf.pem": 0o600, "root.crt": 0o644}
    assert b"PRIVATE" not in (folder / "root.crt").read_bytes()
    (folder / "root.pem").chmod(0o644)
    made(folder)
    assert (folder / "root.pem").stat().st_mode & 0o777 == 0o600


def test_the_root_stays_and_the_leaf_follows_the_address(tmp_path: Path) -> None:
    first = made(tmp_path)
    before = leaf_of(tmp_path)
    assert first.fresh
    again = made(tmp_path)
    assert not again.fresh
    assert again.root == first.root
    assert leaf_of(tmp_path) == before
    moved = made(tmp_path, IPv4Address("10.0.0.7"))
    assert moved.root == first.root
    assert verified(tmp_path, tmp_path / "leaf.pem", "10.0.0.7") == ""
    assert "IP address mismatch" in verified(tmp_path, tmp_path / "leaf.pem", str(HOME))


def test_the_leaf_is_renewed_near_its_end_and_after_a_clock_that_jumped(tmp_path: Path) -> None:
    first = made(tmp_path)
    before = leaf_of(tmp_path)
    for now, renewed in (
        (NOW + timedelta(days=300), False),
        (NOW + timedelta(days=370), True),
        (NOW - timedelta(days=300), True),
    ):
        assert made(tmp_path, HOME, now).root == first.root
        assert (leaf_of(tmp_path) != before) is renewed
        before = leaf_of(tmp_path)


def test_the_root_is_made_anew_near_its_end_and_beyond_its_networks(tmp_path: Path) -> None:
    first = made(tmp_path)
    late = made(tmp_path, HOME, NOW + timedelta(days=3630))
    assert late.fresh
    assert late.root != first.root
    assert leaf_of(tmp_path).not_valid_after_utc <= late.root.not_valid_after_utc
    public = made(tmp_path, IPv4Address("203.0.113.7"), NOW)
    assert public.fresh
    assert verified(tmp_path, tmp_path / "leaf.pem", "203.0.113.7") == ""


@pytest.mark.parametrize("content", [b"", b"nonsense", b"-----BEGIN CERTIFICATE-----\n"])
def test_a_broken_root_is_reported_and_kept_while_a_broken_leaf_is_replaced(
    tmp_path: Path, content: bytes
) -> None:
    made(tmp_path)
    (tmp_path / "leaf.pem").write_bytes(content)
    made(tmp_path)
    assert verified(tmp_path, tmp_path / "leaf.pem", str(HOME)) == ""
    (tmp_path / "root.pem").write_bytes(content)
    with pytest.raises(AuthorityError, match=r"root\.pem can't be read .* remove it") as refusal:
        made(tmp_path)
    assert "\n" not in str(refusal.value)
    assert (tmp_path / "root.pem").read_bytes() == content


def test_a_foreign_root_is_not_taken_for_ours(tmp_path: Path) -> None:
    authority = made(tmp_path)
    shutil.copy(tmp_path / "leaf.pem", tmp_path / "root.pem")
    with pytest.raises(AuthorityError, match="no root of ours"):
        made(tmp_path)
    key = authority.key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (tmp_path / "root.pem").write_bytes(key + leaf_of(tmp_path).public_bytes(PEM))
    with pytest.raises(AuthorityError, match="key and certificate differ"):
        made(tmp_path)


PEM = serialization.Encoding.PEM


def test_a_running_edge_presents_a_renewed_leaf_to_the_next_connection(tmp_path: Path) -> None:
    clock = [NOW]
    arguments = Arguments(tmp_path, HERE, 0, "http://127.0.0.1:1", "http://127.0.0.1:1", "evidence")
    certificate = Certificate(arguments, lambda: clock[0])
    with shown(certificate.context) as port:
        first = ssl.get_server_certificate((str(HERE), port))
        certificate.renew()
        assert ssl.get_server_certificate((str(HERE), port)) == first
        clock[0] += timedelta(days=370)
        certificate.renew()
        assert ssl.get_server_certificate((str(HERE), port)) != first


def test_an_edge_notices_that_its_address_has_gone() -> None:
    assert is_here(IPv4Address("127.0.0.1"))
    assert not is_here(IPv4Address("192.168.254.253"))


def showing(leaf: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(leaf)
    return context


@contextmanager
def shown(context: ssl.SSLContext) -> Iterator[int]:
    """The port of a server that answers every connection in TLS."""
    page = b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<title>in</title>"

    def accept() -> None:
        while True:
            try:
                wire, _ = listener.accept()
            except OSError:
                return
            with suppress(OSError), context.wrap_socket(wire, server_side=True) as secure:
                secure.recv(65536)
                secure.sendall(page)

    with socket.create_server((str(HERE), 0)) as listener:
        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(10)


@pytest.mark.journey
def test_chromium_accepts_the_leaf_and_holds_the_root_to_its_networks(tmp_path: Path) -> None:
    """The first root is for 127.0.0.2, which is not in its networks by itself; the second may not
    sign for it."""
    may, may_not = tmp_path / "may", tmp_path / "not"
    made(may, HERE)
    other = made(may_not, HOME)
    keep(may_not / "leaf.pem", *make_leaf((other.key, other.root), HERE, NOW))
    roots = [may / "root.crt", may_not / "root.crt"]
    with trusting_chromium(tmp_path / "home", *roots) as browser:
        page = browser.new_page()
        with shown(showing(may / "leaf.pem")) as port:
            page.goto(f"https://{HERE}:{port}/")
            assert page.title() == "in"
            assert page.evaluate("isSecureContext")
        with (
            shown(showing(may_not / "leaf.pem")) as port,
            pytest.raises(Exception, match="ERR_CERT_"),
        ):
            page.goto(f"https://{HERE}:{port}/")
