"""The embedded store's inner ports answer nobody without its key, not even its own shell."""

import http.client
import re
import socket
import ssl
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from storage import seaweed
from storage.seaweed.inner_tls import FOLDER, SETTINGS, close_inner_ports
from storage.seaweed.server import program
from tests.running.test_bucket import client_of
from tests.running.test_seaweed import listening

ORIGINAL = b"what Tess photographed"
VERSIONS = "/buckets/evidence/jobs/photo.versions"
LISTING = f"fs.ls {VERSIONS}\n"
KEYLESS_SECONDS = 4


@dataclass(frozen=True)
class OpenStore:
    address: seaweed.SeaweedAddress
    folder: Path

    def port(self, name: str) -> int:
        """A port by the name of its option on the server's command line."""
        [number] = (
            word.partition("=")[2]
            for word in psutil.Process(self.address.pid).cmdline()
            if word.startswith(f"-{name}=")
        )
        return int(number)

    @property
    def inner_ports(self) -> list[int]:
        return [port for _, port in listening(self.address.pid) if port != self.port("s3.port")]

    def shell(self) -> list[str]:
        parts = {name: self.port(f"{name}.port") for name in ("master", "filer")}
        grpc = {name: self.port(f"{name}.port.grpc") for name in parts}
        return [program(), "shell"] + [
            f"-{name}=127.0.0.1:{port}.{grpc[name]}" for name, port in parts.items()
        ]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenStore]:
    folder = tmp_path_factory.mktemp("doors") / "objects"
    with seaweed.running(folder) as address:
        client_of(address).put_object(Bucket="evidence", Key="jobs/photo", Body=ORIGINAL)
        yield OpenStore(address, folder)


def stranger(folder: Path) -> dict[str, str]:
    """The environment of another account on the machine, which reads none of the store's files."""
    return {"HOME": str(folder), "PATH": "/usr/bin:/bin"}


def keyless(command: list[str], folder: Path, line: str = "") -> str:
    """Everything that a command without the key printed until it gave up, or we did."""
    try:
        ended = subprocess.run(
            command,
            input=line,
            capture_output=True,
            text=True,
            check=False,
            timeout=KEYLESS_SECONDS,
            env=stranger(folder),
            cwd=folder,
        )
    except subprocess.TimeoutExpired as waiting:  # the shell tries for ever to be let in
        return b"".join(part for part in (waiting.stdout, waiting.stderr) if part).decode()
    assert ended.returncode != 0 or not ended.stdout, ended.stdout
    return ended.stdout + ended.stderr


def with_key(command: list[str], folder: Path, line: str = "") -> str:
    return subprocess.run(
        command,
        input=line,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={"HOME": str(folder)},
        cwd=folder,
    ).stdout


def test_the_stores_own_shell_reads_an_original_with_the_key_and_nothing_without(
    store: OpenStore, tmp_path: Path
) -> None:
    [version] = re.findall(r"\bv_\w+", with_key(store.shell(), store.folder, LISTING))
    reading = f"fs.cat {VERSIONS}/{version}\n"
    assert ORIGINAL.decode() in with_key(store.shell(), store.folder, reading)
    for line in (LISTING, reading):
        without = keyless(store.shell(), tmp_path, line)
        assert version not in without
        assert ORIGINAL.decode() not in without


def test_a_certificate_that_somebody_else_made_opens_nothing(
    store: OpenStore, tmp_path: Path
) -> None:
    close_inner_ports(tmp_path)  # the stranger has a whole set of keys, of her own making
    assert "v_" not in keyless(store.shell(), tmp_path, LISTING)
    for port in store.inner_ports:
        assert not admitted(port, tmp_path / FOLDER), port


def test_every_inner_port_asks_for_a_certificate(store: OpenStore) -> None:
    assert len(store.inner_ports) == 9
    for port in store.inner_ports:
        assert not admitted(port, None), port
        assert admitted(port, store.folder / FOLDER), port


def admitted(port: int, keys: Path | None) -> bool:
    """Whether a TLS connection is let in; the server says so only after the handshake (TLS 1.3)."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(["h2", "http/1.1"])
    if keys is not None:
        context.load_cert_chain(keys / "certificate.pem", keys / "key.pem")
    try:
        with (
            socket.create_connection(("127.0.0.1", port), 10) as plain,
            context.wrap_socket(plain) as tls,
        ):
            # An HTTP/2 preface with empty settings is answered by settings, HTTP/1 by a refusal.
            tls.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes([0, 0, 0, 4, 0, 0, 0, 0, 0]))
            return bool(tls.recv(1))
    except (ssl.SSLError, ConnectionError):
        return False


@pytest.mark.parametrize("path", ["/buckets/evidence/jobs/photo", "/dir/assign", "/status", "/"])
def test_plain_http_reaches_nothing(store: OpenStore, path: str) -> None:
    for port in store.inner_ports:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            assert answer.status == http.HTTPStatus.BAD_REQUEST
            assert ORIGINAL not in answer.read()
        except (OSError, http.client.HTTPException):
            pass  # a gRPC port hangs up
        finally:
            connection.close()


def test_s3_goes_on_serving_those_who_sign(store: OpenStore) -> None:
    client = client_of(store.address)
    kept = client.get_object(Bucket="evidence", Key="jobs/photo")
    assert kept["Body"].read() == ORIGINAL
    connection = http.client.HTTPConnection("127.0.0.1", store.port("s3.port"), timeout=10)
    connection.request("GET", "/evidence/jobs/photo")
    assert connection.getresponse().status == http.HTTPStatus.FORBIDDEN
    connection.close()


def test_the_keys_are_their_owners_alone(store: OpenStore) -> None:
    folder = store.folder / FOLDER
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    kept = [store.folder / SETTINGS, *folder.iterdir()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}
    # The root's key is nowhere: nobody signs a second certificate.
    private = [path for path in kept if re.search(r"PRIVATE KEY", path.read_text())]
    assert private == [folder / "key.pem"]


def test_a_start_makes_new_keys_and_closes_what_had_been_left_open(tmp_path: Path) -> None:
    close_inner_ports(tmp_path)
    folder = tmp_path / FOLDER
    before = (folder / "key.pem").read_bytes()
    folder.chmod(0o755)
    (folder / "key.pem").chmod(0o644)
    close_inner_ports(tmp_path)
    assert (folder / "key.pem").read_bytes() != before
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "key.pem").stat().st_mode) == 0o600
