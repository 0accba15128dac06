"""`python -m storage.seaweed --dir … --port … --bucket … --origin …`: the process `objects`.

The key that puts and gets is taken from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, the one that
lists and deletes from SWEEP_ACCESS_KEY_ID and SWEEP_SECRET_ACCESS_KEY. The file `ready` appears in
the folder when writes are synced and the bucket is made.
"""

import argparse
import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO

from storage.seaweed.identities import KeyPair, StoreKeys, fresh_pair, write_identities
from storage.seaweed.ports import free_ports
from storage.seaweed.server import SeaweedError, configure, start, stop, wait_until_up

READY = "ready"
# The server logs hundreds of lines of information a minute; warnings and worse are kept.
WORTH_SAYING = re.compile(rb"[WEF]\d{4} ")


def repeat_warnings(log: IO[bytes]) -> None:
    for line in log:
        if WORTH_SAYING.match(line):
            sys.stderr.buffer.write(line)
            sys.stderr.buffer.flush()


def pair_from(prefix: str) -> KeyPair:
    """A key from the environment; KeyError names the variable that is missing."""
    return KeyPair(os.environ[f"{prefix}_ACCESS_KEY_ID"], os.environ[f"{prefix}_SECRET_ACCESS_KEY"])


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m storage.seaweed")
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--bucket", required=True)
    parser.add_argument("--region", default="us-east-1")
    parser.add_argument("--origin", action="append", required=True)
    arguments = parser.parse_args()
    # Nobody else knows the administrator's key, and the next start makes another.
    keys = StoreKeys(fresh_pair(), pair_from("AWS"), pair_from("SWEEP"))
    directory = arguments.dir.absolute()
    ready = directory / READY
    ready.unlink(missing_ok=True)
    ports = free_ports(arguments.port)
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    identities = write_identities(directory, keys, arguments.bucket)
    server = start(directory, ports, identities, subprocess.PIPE)
    assert server.stderr is not None
    threading.Thread(target=repeat_warnings, args=(server.stderr,), daemon=True).start()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: server.terminate())
    try:
        wait_until_up(server, ports.s3)
        configure(
            directory, ports, keys.admin, arguments.bucket, arguments.region, arguments.origin
        )
        ready.write_text(f"http://127.0.0.1:{ports.s3}\n", encoding="ascii")
    except SeaweedError as error:
        stop(server)
        print(error, file=sys.stderr)
        return 1
    return server.wait()


if __name__ == "__main__":
    sys.exit(main())
