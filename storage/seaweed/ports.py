"""The TCP ports of one embedded server, and free ones to pick."""

import random
import socket
from dataclasses import dataclass

ADMIN_GRPC_OFFSET = 10_000


@dataclass(frozen=True, slots=True)
class SeaweedPorts:
    """The ports that one server listens on, all on 127.0.0.1."""

    s3: int
    s3_grpc: int
    master: int
    master_grpc: int
    volume: int
    volume_grpc: int
    filer: int
    filer_grpc: int
    admin: int

    @property
    def admin_grpc(self) -> int:
        """The port at which the server's own maintenance worker looks for it, whatever is set."""
        return self.admin + ADMIN_GRPC_OFFSET


def free_ports(s3: int | None) -> SeaweedPorts:
    """SeaweedPorts nobody listens on, below the kernel's range for outgoing connections (32768)."""
    taken = {s3}

    def pick(*offsets: int) -> int:
        while True:
            port = random.randint(12_000, 21_000)  # noqa: S311 no secret
            wanted = {port + offset for offset in offsets}
            if not wanted & taken and all(map(is_free, wanted)):
                taken.update(wanted)
                return port

    names = ("s3_grpc", "master", "master_grpc", "volume", "volume_grpc", "filer", "filer_grpc")
    picked = {name: pick(0) for name in names}
    return SeaweedPorts(s3=s3 or pick(0), admin=pick(0, ADMIN_GRPC_OFFSET), **picked)


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
