"""A phone in a network of its own: a network namespace with two ways out, Wi-Fi and LTE. Needs root
and iproute2; whoever lacks them skips these tests."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

HOME = "10.77.{net}.1"
"""Of this machine, as the phone knows it."""


@dataclass(frozen=True)
class PhoneNetwork:
    """`here` is this machine on the phone's network, `phone` are the phone's addresses there, by
    Wi-Fi and by LTE, and `network` holds them all."""

    name: str
    here: str
    network: str
    phone: tuple[str, str]
    wifi: str
    lte: str
    wrapper: Path

    def address(self, way: str) -> str:
        return self.phone[0 if way == self.wifi else 1]

    def down(self, way: str) -> None:
        """The network is gone, and routes by it; its address stays, and no program is told."""
        _ip("-n", self.name, "link", "set", way, "down")

    def leave(self, way: str) -> None:
        """The radio is off: the address goes as well, and programs are told."""
        _ip("-n", self.name, "addr", "flush", "dev", way)
        self.down(way)

    def up(self, way: str) -> None:
        _ip("-n", self.name, "addr", "replace", f"{self.address(way)}/24", "dev", way)
        _ip("-n", self.name, "link", "set", way, "up")
        metric = "10" if way == self.wifi else "20"
        gateway = self.here if way == self.wifi else self.here.replace("10.77.", "10.78.")
        _ip("-n", self.name, "route", "replace", "default", "via", gateway, "metric", metric)


def can_create_networks() -> bool:
    """Whether this machine lets us make networks."""
    if os.geteuid() != 0 or not shutil.which("ip"):
        return False
    name = f"try-{uuid4().hex[:6]}"
    made = subprocess.run(["ip", "netns", "add", name], capture_output=True, check=False)
    if made.returncode:
        return False
    _ip("netns", "del", name)
    return True


@contextmanager
def phone_network(folder: Path, net: int) -> Iterator[PhoneNetwork]:
    """`net` 0 to 255 keeps several apart. `wrapper` starts a program out there."""
    name = f"phone-{uuid4().hex[:6]}"
    here = HOME.format(net=net)
    ways = (f"wifi{net}", f"lte{net}")
    _ip("netns", "add", name)
    try:
        for way, prefix in zip(ways, ("10.77", "10.78"), strict=True):
            far, near = way, f"{way}-h"
            _ip("link", "add", near, "type", "veth", "peer", "name", far, "netns", name)
            _ip("addr", "add", f"{prefix}.{net}.1/24", "dev", near)
            _ip("link", "set", near, "up")
        _ip("-n", name, "link", "set", "lo", "up")
        wrapper = folder / f"{name}.sh"
        program = shutil.which("chromium") or "chromium"
        wrapper.write_text(f'#!/bin/sh\nexec ip netns exec {name} {program} "$@"\n')
        wrapper.chmod(0o755)
        phone = (f"10.77.{net}.2", f"10.78.{net}.2")
        made = PhoneNetwork(name, here, "10.76.0.0/14", phone, *ways, wrapper)
        made.up(made.lte)
        made.up(made.wifi)
        yield made
    finally:
        _ip("netns", "del", name)
        for way in ways:
            subprocess.run(["ip", "link", "del", f"{way}-h"], capture_output=True, check=False)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)
