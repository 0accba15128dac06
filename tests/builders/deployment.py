"""A web process whose pages change under those who have them open, as they do when a newer version
is deployed."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from server.http.pages import DIST
from tests.builders.installation import Guest
from tests.builders.people import named
from tests.builders.ports import free_port
from tests.builders.site import login
from tests.builders.web_process import ROOT, running_web_process, shared_world
from tests.builders.world import World

WEB = ROOT / "web"
TODAY = re.compile(r'(?m)^  today: "Today",$')
ANEW = "Today, anew"
"""The heading of a technician's first page in the version that `newer_pages` builds."""


@dataclass
class Deployment:
    """`url` stays through all deploys; `pages` is the folder from which they are served now."""

    world: World
    pages: Path
    folder: Path
    port: int = field(default_factory=free_port)
    _running: ExitStack = field(default_factory=ExitStack)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self, **settings: str) -> None:
        environ = {"PAGES_FOLDER": str(self.pages)} | settings
        program = "tests.builders.pages_app:app"
        process = running_web_process(self.folder, environ, app=program, port=self.port)
        self._running.enter_context(process)

    def stop(self) -> None:
        self._running.close()

    def deploy(self, newer: Path) -> None:
        """The files of the version before are gone then, as after a build in the same folder."""
        self.stop()
        shutil.rmtree(self.pages)
        shutil.copytree(newer, self.pages)
        self.start()

    def person(self, name: str) -> Guest:
        """One of the named people, signed in."""
        guest = Guest(self.url, str(named(name)), name, "")
        guest.cookie = login(self.world, name, "cookie")
        return guest


@contextmanager
def running_deployment(template: Path, folder: Path) -> Iterator[Deployment]:
    """A deployment of the pages that were built, on a database with the named people."""
    pages = shutil.copytree(DIST, folder / "pages")
    deployment = Deployment(shared_world(template, folder), Path(pages), folder)
    deployment.start()
    try:
        yield deployment
    finally:
        deployment.stop()


def newer_pages(folder: Path) -> Path:
    """A version of the pages that differs by one text, built from a copy of their sources."""
    skipped = shutil.ignore_patterns("node_modules", "dist")
    copy = shutil.copytree(WEB, folder / "web", ignore=skipped)
    (copy / "node_modules").symlink_to(WEB / "node_modules")
    words = copy / "src" / "text" / "en" / "technician.ts"
    changed, count = TODAY.subn(f'  today: "{ANEW}",', words.read_text("utf-8"))
    assert count == 1
    words.write_text(changed, "utf-8")
    build = [str(ROOT / "scripts" / "npm.sh"), "run", "build"]
    subprocess.run(build, cwd=copy, check=True, capture_output=True, timeout=170)
    return Path(copy) / "dist"
