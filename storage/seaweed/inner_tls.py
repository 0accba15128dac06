"""Mutual TLS for the inner ports of the embedded server: a certificate that no stranger has.

The server's parts (master, volume, filer, and the tools that manage them) talk to one another over
TCP, where every account of this machine could join in. Each start makes a root, signs one
certificate with it and forgets the root's key: nobody else can be admitted until the next start.
"""

import os
import stat
from datetime import UTC, datetime
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

FOLDER = "inner-tls"
# The server looks for this name in the folder that it runs in.
SETTINGS = "security.toml"
GRPC = (
    "master",
    "volume",
    "filer",
    "s3",
    "admin",
    "worker",
    "mq",
    "msg_broker",
    "msg_agent",
    "client",
)
HTTPS = ("master", "volume", "filer", "admin")
# A machine without a clock of its own starts in 1970; RFC 5280, 4.1.2.5 names the end for never.
VALID = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


def close_inner_ports(directory: Path) -> None:
    """Write a fresh certificate and the settings that have every inner port ask for it."""
    folder = directory / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(stat.S_IRWXU)
    root_key = ec.generate_private_key(ec.SECP256R1())
    key = ec.generate_private_key(ec.SECP256R1())
    root = _signed(root_key, "store root", root_key, _usage_of_root())
    certificate = _signed(root_key, "store", key, _usage_of_leaf())
    write_private(folder / "root.pem", root.public_bytes(Encoding.PEM))
    write_private(folder / "certificate.pem", certificate.public_bytes(Encoding.PEM))
    write_private(
        folder / "key.pem",
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    )
    write_private(directory / SETTINGS, settings(folder).encode())


def settings(folder: Path) -> str:
    """The server's `security.toml`: mutual TLS for gRPC and HTTP alike, the S3 port apart."""
    root = f"ca = {_quoted(folder / 'root.pem')}\n"
    pair = f"cert = {_quoted(folder / 'certificate.pem')}\nkey = {_quoted(folder / 'key.pem')}\n"
    sections = [f"[grpc]\n{root}"]
    sections += [f"[grpc.{name}]\n{pair}" for name in GRPC]
    sections.append(f"[https.client]\nenabled = true\n{root}{pair}")
    sections += [f"[https.{name}]\n{root}{pair}" for name in HTTPS]
    return "\n".join(sections)


def write_private(path: Path, content: bytes) -> None:
    """Replace a file by one that nobody but its owner could read at any moment."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def _quoted(path: Path) -> str:
    # A TOML basic string: backslash and quotation mark are the two that a path may have.
    text = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _signed(
    by: ec.EllipticCurvePrivateKey,
    name: str,
    key: ec.EllipticCurvePrivateKey,
    usage: list[tuple[x509.ExtensionType, bool]],
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .issuer_name(_named("store root"))
        .subject_name(_named(name))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(VALID[0])
        .not_valid_after(VALID[1])
    )
    for extension, critical in usage:
        builder = builder.add_extension(extension, critical)
    return builder.sign(by, hashes.SHA256())


def _usage_of_root() -> list[tuple[x509.ExtensionType, bool]]:
    return [(x509.BasicConstraints(ca=True, path_length=0), True)]


def _usage_of_leaf() -> list[tuple[x509.ExtensionType, bool]]:
    # Every part of the server is server and client at once.
    both = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    here: list[x509.GeneralName] = [
        x509.DNSName("localhost"),
        x509.IPAddress(IPv4Address("127.0.0.1")),
    ]
    return [
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (x509.ExtendedKeyUsage(both), False),
        (x509.SubjectAlternativeName(here), False),
    ]
