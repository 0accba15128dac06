"""A disk that fills quickly, and one whose power can be cut."""

import fcntl
import os
import shutil
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.builders.load import slack

SHUTDOWN = 0x8004587D
"""EXT4_IOC_SHUTDOWN of Linux (fs/ext4/ext4.h)."""
NO_LOG_FLUSH = 2
"""Nothing more reaches the disk, the journal included."""


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A small disk, mounted on this new folder; the test is skipped where nobody may mount one."""
    folder.mkdir()
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk takes root")
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        pytest.skip("this machine lets nobody mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@dataclass
class CuttableDisk:
    """An ext4 in a file, mounted on `folder`."""

    image: Path
    folder: Path

    def cut(self) -> None:
        """Nothing that is not on the disk by now ever will be; whoever writes gets an error."""
        place = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.ioctl(place, SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))
        finally:
            os.close(place)

    def plug_in(self) -> bool:
        return _succeeds("mount", "-o", "loop", str(self.image), str(self.folder))

    def replace(self) -> None:
        """Plug in what is on the disk after a cut: a copy, since some sandbox that began meanwhile
        may still hold the dead one, and would share it with us."""
        self.unplug()
        copied = self.image.with_name(f"{self.image.stem}+.img")
        subprocess.run(["cp", "--sparse=always", str(self.image), str(copied)], check=True)
        self.image.unlink()
        self.image = copied
        assert self.plug_in()

    def unplug(self) -> None:
        """Waits for whoever is still there, as a browser that is being killed."""
        end = time.monotonic() + 20 * slack()
        while not _succeeds("umount", str(self.folder)):
            assert time.monotonic() < end, f"somebody still uses {self.folder}"
            time.sleep(0.1)


def _succeeds(*command: str) -> bool:
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


@contextmanager
def cuttable_disk(folder: Path, megabytes: int) -> Iterator[CuttableDisk]:
    """A new disk; the test is skipped where nobody may mount one."""
    if os.geteuid() != 0 or shutil.which("mkfs.ext4") is None:
        pytest.skip("a disk whose power can be cut takes root and mkfs.ext4")
    folder.mkdir()
    disk = CuttableDisk(folder / "disk.img", folder / "disk")
    disk.folder.mkdir()
    with disk.image.open("wb") as file:
        file.truncate(megabytes << 20)
    subprocess.run(["mkfs.ext4", "-q", "-F", str(disk.image)], check=True)
    if not disk.plug_in():
        pytest.skip("this machine lets nobody mount a disk in a file")
    try:
        yield disk
    finally:
        disk.unplug()
