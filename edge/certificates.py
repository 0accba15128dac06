"""Certificates as browsers accept them: a root for private addresses, and leaves under it.

A leaf lives at most 398 days, has its address as subject alternative name and is for `serverAuth`
(support.apple.com/en-us/103769). The root can sign no further authority and, by name constraints
(RFC 5280, 4.2.1.10), nothing but private addresses: where browsers heed them, a stolen key is of no
use on the internet.
"""

import socket
from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv4Network

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PRIVATE = tuple(
    IPv4Network(network)
    for network in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",  # addresses that machines give themselves
        "100.64.0.0/10",  # networks of carriers and overlays
    )
)
# Other names could belong to anybody; `.local` never leaves the local network (RFC 6762).
LOCAL_NAMES = "local"
ROOT_DAYS = 3650
LEAF_DAYS = 397
# Phones' clocks may be behind ours.
BACKDATED = timedelta(days=1)

Pair = tuple[ec.EllipticCurvePrivateKey, x509.Certificate]


def make_root(address: IPv4Address, now: datetime) -> Pair:
    """A root whose name has the day in it: people who have to remove an old one see which it is."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = named(f"Smart Hands on {socket.gethostname()[:37]}, {now:%Y-%m-%d}")
    networks = list(PRIVATE)
    if not any(address in network for network in networks):
        networks.append(IPv4Network(address))
    permitted: list[x509.GeneralName] = [x509.IPAddress(network) for network in networks]
    permitted.append(x509.DNSName(LOCAL_NAMES))
    usage: list[tuple[x509.ExtensionType, bool]] = [
        (x509.BasicConstraints(ca=True, path_length=0), True),
        (key_usage(signs_certificates=True), True),
        (x509.NameConstraints(permitted, None), True),
        (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
    ]
    end = now + timedelta(days=ROOT_DAYS)
    return key, signed(key, name, name, key.public_key(), (now - BACKDATED, end), usage)


def make_leaf(by: Pair, address: IPv4Address, now: datetime) -> Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    root_key, root = by
    # A common name that looked like a host would be checked against the root's constraints.
    name = named("Smart Hands on this network")
    above = root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    usage: list[tuple[x509.ExtensionType, bool]] = [
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (key_usage(signs_certificates=False), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
        (x509.SubjectAlternativeName([x509.IPAddress(address)]), False),
        (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
        (x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(above), False),
    ]
    begin = now - BACKDATED
    end = min(begin + timedelta(days=LEAF_DAYS), root.not_valid_after_utc)
    return key, signed(root_key, root.subject, name, key.public_key(), (begin, end), usage)


def signed(
    by: ec.EllipticCurvePrivateKey,
    issuer: x509.Name,
    subject: x509.Name,
    key: ec.EllipticCurvePublicKey,
    valid: tuple[datetime, datetime],
    extensions: Sequence[tuple[x509.ExtensionType, bool]],
) -> x509.Certificate:
    builder = x509.CertificateBuilder(
        issuer_name=issuer,
        subject_name=subject,
        public_key=key,
        serial_number=x509.random_serial_number(),
        not_valid_before=valid[0],
        not_valid_after=valid[1],
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return builder.sign(by, hashes.SHA256())


def named(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Smart Hands"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
