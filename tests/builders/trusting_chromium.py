"""Chromium on a computer on which somebody has installed our root."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

CAMERA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


@contextmanager
def trusting_chromium(home: Path, *roots: Path, flags: Sequence[str] = ()) -> Iterator[Browser]:
    """A browser with `home` as its home folder, in whose database of certificates the roots are.

    The test is skipped without certutil, which is the only way into that database.
    """
    if not shutil.which("certutil"):
        pytest.skip("needs certutil (Debian: apt-get install libnss3-tools)")
    database = home / ".pki" / "nssdb"
    database.mkdir(parents=True)
    certutil(database, "-N", "--empty-password")
    for number, root in enumerate(roots):
        certutil(database, "-A", "-t", "C,,", "-n", f"root {number}", "-i", str(root))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", *CAMERA, *flags],
            env={**os.environ, "HOME": str(home)},
        )
        yield browser
        browser.close()


def certutil(database: Path, *words: str) -> None:
    subprocess.run(
        ["certutil", "-d", f"sql:{database}", *words], check=True, capture_output=True, timeout=60
    )
