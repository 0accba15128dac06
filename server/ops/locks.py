"""Locks of one running installation: its data folder and its ports."""

import errno
import fcntl
import socket
from pathlib import Path
from typing import IO

from server.operator import OperatorError
from server.settings.settings import Settings


class InUseError(OperatorError):
    """Another process uses the folder or the port; the message is one line that says what to do."""


def lock_data_folder(data: Path) -> IO[str]:
    """The open lock file of a data folder, held until it is closed or we end in any way."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = (data / "lock").open("a", encoding="ascii")
    except OSError as error:
        advice = f"{error.strerror} at {data}: make SMARTHANDS_DATA a folder we may write"
        raise InUseError(advice) from None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise InUseError(
            f"Smart Hands already runs on {data}: stop it, or set another SMARTHANDS_DATA"
        ) from None
    return file


def refuse_taken_ports(settings: Settings) -> None:
    wanted = [(settings.host, settings.port, "PORT")]
    if settings.embedded_objects:
        wanted.append(("127.0.0.1", settings.s3_port, "SMARTHANDS_S3_PORT"))
    if settings.lan and settings.lan_address:
        ports = range(settings.lan_port, settings.lan_port + 3)
        wanted += [(settings.lan_address, port, "SMARTHANDS_LAN_PORT") for port in ports]
    for host, port, name in wanted:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                if error.errno == errno.EADDRNOTAVAIL and host == settings.lan_address:
                    name = "SMARTHANDS_LAN_ADDRESS"
                raise InUseError(
                    f"{host}:{port} can't be used ({error.strerror}): set another {name}"
                ) from None
