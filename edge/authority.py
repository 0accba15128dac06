"""The installation's own authority: the root that phones install once, and the leaf that they see.

Both are kept in one folder. A file that holds a key can be read by its owner alone.
"""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from edge.certificates import Pair, make_leaf, make_root

RENEWED_BEFORE = timedelta(days=30)


class AuthorityError(Exception):
    """The root can't be used; the message is one line that says what to do."""


@dataclass(frozen=True)
class Authority:
    """The root. It is `fresh` when it was made just now: phones have to install it."""

    key: ec.EllipticCurvePrivateKey
    root: x509.Certificate
    fresh: bool

    @property
    def der(self) -> bytes:
        return self.root.public_bytes(serialization.Encoding.DER)

    @property
    def name(self) -> str:
        return str(self.root.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)

    @property
    def fingerprint(self) -> str:
        """SHA-256 in pairs of hex digits, as phones show it."""
        return self.root.fingerprint(hashes.SHA256()).hex(":").upper()


def authority_in(folder: Path, address: IPv4Address, now: datetime) -> Authority:
    """The root kept in `folder`; a new one on first use, near its end, and when it may not sign for
    `address`. AuthorityError when the folder or the file can't be used."""
    path = folder / "root.pem"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        pair = read(path)
        fresh = pair is None or not serves(pair[1], address, now)
        if pair is None or fresh:
            pair = make_root(address, now)
            keep(path, *pair)
        # The supervisor and people read this file; it holds no key.
        keep(folder / "root.crt", None, pair[1])
    except OSError as error:
        raise AuthorityError(f"{error.strerror} at {error.filename}: make it ours") from None
    except ValueError as error:
        line = f"{path} can't be read ({error}): remove it, and install the new root on the phones"
        raise AuthorityError(line) from None
    return Authority(*pair, fresh)


def serves(root: x509.Certificate, address: IPv4Address, now: datetime) -> bool:
    """Whether the root may sign for `address`, and lives on for a while."""
    try:
        constraints = root.extensions.get_extension_for_class(x509.NameConstraints).value
    except x509.ExtensionNotFound:
        raise ValueError("no root of ours") from None
    permitted = [one.value for one in constraints.permitted_subtrees or ()]
    covers = any(address in one for one in permitted if isinstance(one, IPv4Network))
    return covers and root.not_valid_after_utc - now > RENEWED_BEFORE


def leaf_in(folder: Path, authority: Authority, address: IPv4Address, now: datetime) -> Path:
    """A PEM file with key and certificate for `address`: the one kept, while it is good."""
    path = folder / "leaf.pem"
    pair = None
    with suppress(ValueError):  # a broken leaf is no loss: a new one is as good
        pair = read(path)
    if pair is None or not shows(pair[1], authority, address, now):
        keep(path, *make_leaf((authority.key, authority.root), address, now))
    return path


def shows(
    leaf: x509.Certificate, authority: Authority, address: IPv4Address, now: datetime
) -> bool:
    """Whether browsers accept the leaf for `address`, now and for a while."""
    try:
        leaf.verify_directly_issued_by(authority.root)
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (InvalidSignature, ValueError, TypeError, x509.ExtensionNotFound):
        return False
    fits = names.get_values_for_type(x509.IPAddress) == [address]
    return fits and leaf.not_valid_before_utc <= now <= leaf.not_valid_after_utc - RENEWED_BEFORE


def read(path: Path) -> Pair | None:
    """The key and certificate in the file, None without the file. ValueError for other content."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    path.chmod(0o600)  # a copy may have come back from a backup open to everyone
    key = serialization.load_pem_private_key(content, None)
    certificate = x509.load_pem_x509_certificate(content)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError("another kind of key")
    if key.public_key() != certificate.public_key():
        raise ValueError("key and certificate differ")
    return key, certificate


def keep(path: Path, key: ec.EllipticCurvePrivateKey | None, certificate: x509.Certificate) -> None:
    """Writes the file whole or not at all; with a key in it, its owner alone may read it."""
    content = certificate.public_bytes(serialization.Encoding.PEM)
    if key:
        content = (
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + content
        )
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    mode = 0o600 if key else 0o644
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
