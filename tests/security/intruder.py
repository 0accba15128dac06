"""A decoder in a stranger's hands: `… -m tests.security.intruder TARGETS PROGRAM ARGUMENTS…`.

It runs the confined program PROGRAM as it is, but for the decoding library: at the first call for a
decoder it tries to reach what is named in the JSON of TARGETS, and writes to its standard error how
each attempt ended.
"""

import json
import os
import runpy
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import av
from PIL import Image

import workers.sandbox.decode

Attempts = dict[str, Callable[[], object]]


def attempts(targets: dict[str, Any]) -> Attempts:
    """The attempts by name; each ends with an OSError if it comes to nothing."""
    database, keys, folder = (Path(targets[name]) for name in ("database", "keys", "folder"))
    return {
        "open the database": database.open,
        "open the keys": keys.open,
        "open our own modules": Path(workers.sandbox.decode.__file__).open,
        "write a module": lambda: Path(json.__file__).open("a"),
        "open the parent's secrets": Path(f"/proc/{os.getppid()}/environ").open,
        "list a folder": lambda: list(folder.iterdir()),
        "write elsewhere": lambda: (folder / "stolen").write_text("pixels"),
        "append to the database": lambda: database.open("a"),
        "truncate the database": lambda: os.truncate(database, 0),
        "change a file's mode": lambda: database.chmod(0o777),
        "delete a file": database.unlink,
        "rename a file": lambda: database.rename(folder / "renamed"),
        "make a folder": (folder / "made").mkdir,
        "make a link": lambda: (folder / "link").symlink_to(database),
        "connect by TCP": lambda: socket.create_connection(("127.0.0.1", targets["port"]), 2),
        "connect by a socket's file": lambda: _connect_to(str(folder / "socket")),
        "send a datagram": lambda: socket.socket(type=socket.SOCK_DGRAM),
        "fork": _fork,
        # The test is whether it can be executed at all.
        "execute": lambda: os.execv("/bin/true", ["/bin/true"]),  # noqa: S606
        "start a program": lambda: subprocess.run(["/bin/true"], check=True),
        "signal the parent": lambda: os.kill(os.getppid(), 0),
        "signal by a descriptor": lambda: signal.pidfd_send_signal(os.pidfd_open(os.getppid()), 0),
    }


def _connect_to(address: str) -> None:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(address)


def _fork() -> None:
    if not os.fork():
        os._exit(0)


def intrude(targets: dict[str, Any]) -> None:
    """Try everything, tell how it went, and end the process."""
    ends = {}
    for name, attempt in attempts(targets).items():
        try:
            attempt()
        except OSError as error:
            ends[name] = error.strerror or str(error)
        else:
            ends[name] = "reached"
    os.write(2, json.dumps(ends).encode())
    os._exit(0)


def main() -> None:
    targets, program = json.loads(sys.argv[1]), sys.argv[2]
    sys.argv = [program, *sys.argv[3:]]
    Image.preinit()

    def take_over(*_: object, **__: object) -> None:
        intrude(targets)

    # What a crafted file would have taken over, whatever its types say.
    workers.sandbox.decode.decode = take_over  # type: ignore[assignment]
    av.open = take_over  # type: ignore[assignment]
    av.CodecContext = SimpleNamespace(create=take_over)  # type: ignore[assignment,misc]
    runpy.run_module(program, run_name="__main__")


if __name__ == "__main__":
    main()
