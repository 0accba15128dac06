"""The web app over a test's world, and the people who call it."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from werkzeug.test import TestResponse

from server.auth.known_devices import COOKIE as DEVICE_COOKIE
from server.http.cookies import COOKIE
from server.http.rate_limits import RateLimits
from server.http.request import context_of
from server.http.request_budgets import RequestBudgets
from smarthands.jobs import shares
from smarthands.model import Login, Person
from smarthands.model.person import LinkPurpose
from smarthands.people.one_time_links import OpenLink, open_link
from tests.builders.people import named
from tests.builders.world import World

ORIGIN = "http://localhost:8000"
ADDRESSES = count(1)


@dataclass(frozen=True)
class Answer:
    """The whole answer to a request."""

    status: int
    headers: Any
    data: bytes
    response: TestResponse = field(repr=False)

    @property
    def body(self) -> Any:
        return self.response.get_json()

    @property
    def code(self) -> str:
        """The code of a problem; fails on anything else."""
        assert self.headers["Content-Type"] == "application/problem+json", self.data[:300]
        assert self.body["status"] == self.status
        return str(self.body["code"])


@dataclass
class Caller:
    """A client of the app at one address, with a bearer token, a cookie, or nothing; `device` is
    the cookie of a device that somebody signed in on."""

    app: Flask
    address: str
    token: str | None = None
    cookie: str | None = None
    device: str | None = None

    def call(self, method: str, path: str, body: Any = None, **options: Any) -> Answer:
        headers = dict(options.pop("headers", {}))
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        client = self.app.test_client()
        if self.cookie:
            client.set_cookie(COOKIE, self.cookie)
        if self.device:
            client.set_cookie(DEVICE_COOKIE, self.device)
        if isinstance(body, bytes):
            options["data"] = body
        elif body is not None:
            options["json"] = body
        response = client.open(
            path,
            method=method,
            headers=headers,
            environ_overrides={"REMOTE_ADDR": self.address},
            **options,
        )
        data = response.get_data()
        response.close()
        return Answer(response.status_code, response.headers, data, response)

    def get(self, path: str, **options: Any) -> Answer:
        return self.call("GET", path, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> Answer:
        return self.call("POST", path, body, **options)

    def patch(self, path: str, body: Any = None, **options: Any) -> Answer:
        return self.call("PATCH", path, body, **options)

    def put(self, path: str, body: Any = None, **options: Any) -> Answer:
        return self.call("PUT", path, body, **options)

    def delete(self, path: str, **options: Any) -> Answer:
        return self.call("DELETE", path, **options)


@dataclass
class Site:
    """The app on this test's world, with rate limits that have counted nobody yet."""

    app: Flask
    world: World

    def __post_init__(self) -> None:
        house = context_of(self.app)
        budgets = RequestBudgets(house.settings.requests_a_minute)
        fresh = replace(
            house, kit=self.world.kit, rate_limits=RateLimits(), request_budgets=budgets
        )
        self.app.extensions["smarthands"] = fresh

    def somebody(self, address: str | None = None) -> Caller:
        """A client without a login, from an address that nobody else has."""
        return Caller(self.app, address or f"10.0.{next(ADDRESSES) % 200}.{next(ADDRESSES) % 250}")

    def signed_in(self, name: str, kind: str = "bearer") -> Caller:
        caller, token = self.somebody(), login(self.world, name, kind)
        if kind == "cookie":
            caller.cookie = token
        else:
            caller.token = token
        return caller


def login(world: World, name: str, kind: str = "bearer") -> str:
    """The token of a login of one of the named people."""
    token = world.kit.tokens.fresh()
    with world.kit.transaction() as tx:
        tx.db.add(
            Login(
                id=uuid4(),
                person_id=named(name),
                kind=kind,
                token_digest=world.kit.tokens.digest(token),
                created_at=tx.now,
                expires_at=tx.now.replace(year=tx.now.year + 1),
            )
        )
    return token


def link(world: World, name: str) -> OpenLink:
    """A one-time link of one of the named people."""
    with world.kit.transaction() as tx:
        return open_link(world.kit, tx, tx.db.get_one(Person, named(name)), LinkPurpose.SIGN_IN)


def share_link(world: World, job_id: UUID) -> tuple[str, UUID]:
    """The token and the id of a share of the job that ends in a day."""
    end, id = world.kit.now() + timedelta(days=1), uuid4()
    share = shares.create(world.kit, world.dan, job_id, id=id, label="Cleo", expires_at=end)
    return token_in(share["url"]), id


def token_in(url: str) -> str:
    return url.rsplit("/", 1)[1]


def upload(world: World, content: bytes, media_type: str = "image/jpeg", **fields: Any) -> Any:
    """The body that announces a photo, as a phone whose clock is right sends it."""
    at = world.clock.at.isoformat()
    return {
        "id": str(uuid4()),
        "media_type": media_type,
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "captured_at": at,
        "device_time": at,
        **fields,
    }


def note(world: World, text: str = "no light", **fields: Any) -> Any:
    at = world.clock.at.isoformat()
    return {"id": str(uuid4()), "text": text, "captured_at": at, "device_time": at, **fields}


def jobs_path(job_id: UUID, *rest: object) -> str:
    return "/".join(("/api/jobs", str(job_id), *map(str, rest)))
