"""The whole product as `make run` starts it, and people who sign in to it by links of their own."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from uuid import uuid4

from server.http.cookies import COOKIE
from server.kit import s3_settings
from server.settings.settings import Settings
from storage.s3 import open_client
from tests.faults.phone import Answer, ask
from tests.running.supervisor import ROOT, RunningSupervisor, running_supervisor

PROCFILE = (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()
LINK = re.compile(r"http://\S+/in/\S+")


@dataclass
class Guest:
    """A person with a one-time link; using `cookie` or `ask` uses the link up."""

    url: str
    id: str
    name: str
    link: str

    @cached_property
    def cookie(self) -> str:
        answer = self._send("POST", "/api/logins", {"link": self.link.rsplit("/", 1)[1]}, {})
        return SimpleCookie(answer.headers["Set-Cookie"])[COOKIE].value

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """The answer's JSON; fails when it is a refusal."""
        answer = self._send(method, path, body, {"Cookie": f"{COOKIE}={self.cookie}"})
        return answer.json if answer.body else None

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Answer:
        headers = headers | {"Origin": self.url}
        content = None if body is None else json.dumps(body).encode()
        if content is not None:
            headers["Content-Type"] = "application/json"
        answer = ask(method, self.url + path, body=content, headers=headers)
        assert answer.status < 400, (method, path, answer.body)
        return answer


@dataclass
class Installation:
    """A running installation that `ada` administrates, with the small world of the first start."""

    supervisor: RunningSupervisor
    settings: Settings
    ada: Guest

    @property
    def url(self) -> str:
        return self.settings.url

    @cached_property
    def client(self) -> dict[str, Any]:
        """The client organization of the first start."""
        organizations: list[dict[str, Any]] = self.ada.ask("GET", "/api/organizations")["items"]
        return next(each for each in organizations if each["kind"] == "client")

    @cached_property
    def site(self) -> dict[str, Any]:
        return dict(self.ada.ask("GET", "/api/sites")["items"][0])

    @cached_property
    def assets(self) -> list[str]:
        assets = self.ada.ask("GET", f"/api/assets?site={self.site['id']}")["items"]
        return [asset["id"] for asset in assets]

    def invite(self, name: str, role: str, *, language: str = "en") -> Guest:
        """A new person, so that no test finds what another one did to her."""
        id = str(uuid4())
        email = f"{name.split()[0].lower()}.{id[:8]}@brightwater.example"
        person = {"id": id, "name": name, "email": email, "role": role, "language": language}
        if role == "client":
            person["organization_id"] = self.client["id"]
        answer = self.ada.ask("POST", "/api/people", person)
        return Guest(self.url, id, name, answer["link"]["url"])

    def job(self, by: Guest, title: str, *crew: Guest, **fields: Any) -> dict[str, Any]:
        """A job at the first site with these people on it."""
        body = {"id": str(uuid4()), "title": title, "site_id": self.site["id"], **fields}
        if crew:
            body["technician_ids"] = [guest.id for guest in crew]
        return dict(by.ask("POST", "/api/jobs", body))

    def originals(self, job: str) -> dict[str, list[bytes]]:
        """Every version of each item's original in S3, by item: the sweeps' key lists them."""
        keys = s3_settings(self.settings)
        s3 = open_client(keys, self.settings.s3_url)
        listing = {"access_key": keys.sweep_access_key, "secret_key": keys.sweep_secret_key}
        sweeper = open_client(replace(keys, **listing), self.settings.s3_url)
        bucket = self.settings.s3_bucket
        originals: dict[str, list[bytes]] = {}
        versions = sweeper.list_object_versions(Bucket=bucket, Prefix=f"jobs/{job}/")
        for row in versions.get("Versions", []):
            item, name = row["Key"].split("/")[2:]
            if name == "original":
                file = s3.get_object(Bucket=bucket, Key=row["Key"], VersionId=row["VersionId"])
                originals.setdefault(item, []).append(file["Body"].read())
        return originals


@contextmanager
def running_installation(folder: Path, *procfile: str, **environ: str) -> Iterator[Installation]:
    """All of the product, or those lines of `PROCFILE` that a test needs."""
    with running_supervisor(folder, *(procfile or PROCFILE), **environ) as home:
        home.wait_for("Smart Hands is ready", seconds=60)
        settings = Settings.from_environment(home.environ)
        yield Installation(home, settings, _administrator(home, settings.url))


def _administrator(home: RunningSupervisor, url: str) -> Guest:
    words = ["admin", "create", "--name", "Ada Brandt", "--email", "ada@brightwater.example"]
    process = subprocess.run(
        [sys.executable, "-m", "server.ops.cli", *words],
        cwd=ROOT,
        env=home.environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    link = LINK.search(process.stdout)
    assert link, process.stdout
    return Guest(url, "", "Ada Brandt", link[0])
