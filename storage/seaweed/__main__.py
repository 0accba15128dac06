"""`python -m storage.seaweed --dir … --port … --bucket … --origin …`: the process `objects`.

The keys are taken from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. The file `ready` appears in the
folder when writes are synced and the bucket is made.
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


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m storage.seaweed")
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--bucket", required=True)
    parser.add_argument("--region", default="us-east-1")
    parser.add_argument("--origin", action="append", required=True)
    arguments = parser.parse_args()
    keys = {name: os.environ[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
    directory = arguments.dir.absolute()
    ready = directory / READY
    ready.unlink(missing_ok=True)
    ports = free_ports(arguments.port)
    server = start(directory, ports, keys, subprocess.PIPE)
    assert server.stderr is not None
    threading.Thread(target=repeat_warnings, args=(server.stderr,), daemon=True).start()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: server.terminate())
    try:
        wait_until_up(server, ports.s3)
        configure(directory, ports, keys, arguments.bucket, arguments.region, arguments.origin)
        ready.write_text(f"http://127.0.0.1:{ports.s3}\n", encoding="ascii")
    except SeaweedError as error:
        stop(server)
        print(error, file=sys.stderr)
        return 1
    return server.wait()


if __name__ == "__main__":
    sys.exit(main())
