"""A phone in a network of its own: a network namespace with two interfaces, Wi-Fi and LTE.

It needs root and iproute2; the tests are skipped where these are missing.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

HOME = "10.77.{net}.1"
"""The phone knows this machine by this address."""


@dataclass(frozen=True)
class PhoneNetwork:
    """A phone's network: `here` is this machine's address in it, `phone` are the phone's addresses
    by Wi-Fi and by LTE, and `network` holds them all."""

    name: str
    here: str
    network: str
    phone: tuple[str, str]
    wifi: str
    lte: str
    wrapper: Path

    def address(self, interface: str) -> str:
        return self.phone[0 if interface == self.wifi else 1]

    def down(self, interface: str) -> None:
        """Takes the interface down without a notice: its routes go, its address stays, and no
        program is told."""
        _ip("-n", self.name, "link", "set", interface, "down")

    def leave(self, interface: str) -> None:
        """Turns the radio off: the address goes as well, and programs are told."""
        _ip("-n", self.name, "addr", "flush", "dev", interface)
        self.down(interface)

    def up(self, interface: str) -> None:
        _ip("-n", self.name, "addr", "replace", f"{self.address(interface)}/24", "dev", interface)
        _ip("-n", self.name, "link", "set", interface, "up")
        metric = "10" if interface == self.wifi else "20"
        gateway = self.here if interface == self.wifi else self.here.replace("10.77.", "10.78.")
        _ip("-n", self.name, "route", "replace", "default", "via", gateway, "metric", metric)


def can_create_networks() -> bool:
    """Whether this machine lets us create networks."""
    if os.geteuid() != 0 or not shutil.which("ip"):
        return False
    name = f"try-{uuid4().hex[:6]}"
    result = subprocess.run(["ip", "netns", "add", name], capture_output=True, check=False)
    if result.returncode:
        return False
    _ip("netns", "del", name)
    return True


@contextmanager
def phone_network(folder: Path, net: int) -> Iterator[PhoneNetwork]:
    """A phone's network; `net` from 0 to 255 keeps several apart, and `wrapper` starts a program in
    it."""
    name = f"phone-{uuid4().hex[:6]}"
    here = HOME.format(net=net)
    interfaces = (f"wifi{net}", f"lte{net}")
    _ip("netns", "add", name)
    try:
        for interface, prefix in zip(interfaces, ("10.77", "10.78"), strict=True):
            far, near = interface, f"{interface}-h"
            _ip("link", "add", near, "type", "veth", "peer", "name", far, "netns", name)
            _ip("addr", "add", f"{prefix}.{net}.1/24", "dev", near)
            _ip("link", "set", near, "up")
        _ip("-n", name, "link", "set", "lo", "up")
        wrapper = folder / f"{name}.sh"
        program = shutil.which("chromium") or "chromium"
        wrapper.write_text(f'#!/bin/sh\nexec ip netns exec {name} {program} "$@"\n')
        wrapper.chmod(0o755)
        phone = (f"10.77.{net}.2", f"10.78.{net}.2")
        phone_net = PhoneNetwork(name, here, "10.76.0.0/14", phone, *interfaces, wrapper)
        phone_net.up(phone_net.lte)
        phone_net.up(phone_net.wifi)
        yield phone_net
    finally:
        _ip("netns", "del", name)
        for interface in interfaces:
            command = ["ip", "link", "del", f"{interface}-h"]
            subprocess.run(command, capture_output=True, check=False)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)
