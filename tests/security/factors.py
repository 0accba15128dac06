"""People who set up second factors by the API, and sign in with them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pyotp

from smarthands.model import Person
from tests.builders.authenticator import Authenticator
from tests.builders.kits import PASSWORDS
from tests.builders.people import named
from tests.builders.site import ORIGIN, Answer, Caller, Site
from tests.http.signing_in import OURS, cookie_of

PASSWORD = "correct horse battery"


def needing(site: Site, *roles: str, grace_days: int = 14) -> Site:
    """The site with these roles needing a second factor."""
    policy = replace(
        site.world.kit.policy,
        second_factor_roles=frozenset(roles),
        second_factor_grace_days=grace_days,
    )
    site.world.kit = replace(site.world.kit, policy=policy)
    return Site(site.app, site.world)


def give_password(site: Site, name: str) -> None:
    with site.world.kit.transaction() as tx:
        tx.db.get_one(Person, named(name)).password_hash = PASSWORDS.hash(PASSWORD)


def begin(site: Site, name: str, *, bearer: bool = False) -> tuple[Caller, Answer]:
    """A caller after the first step of her sign-in, with its answer."""
    caller = site.somebody()
    body = {"email": f"{name}@firm.test", "password": PASSWORD, "bearer": bearer}
    answer = caller.post("/api/logins", body, headers=OURS)
    assert answer.status == 201, answer.data
    hold(caller, answer)
    return caller, answer


def hold(caller: Caller, answer: Answer) -> None:
    """The caller goes on with the token that the answer gave her."""
    if "token" in answer.body:
        caller.token = answer.body["token"]
    elif "Set-Cookie" in answer.headers:
        caller.cookie = cookie_of(answer).value


def set_up_app(caller: Caller, site: Site) -> tuple[pyotp.TOTP, Answer]:
    """The caller's new authenticator app, and the answer that let it count."""
    key = caller.post("/api/second-factors/apps", {"name": "phone"}, headers=OURS).body
    app = pyotp.TOTP(key["secret"])
    path = f"/api/second-factors/apps/{key['id']}/confirm"
    answer = caller.post(path, {"code": shown(app, site)}, headers=OURS)
    assert answer.status == 200, answer.data
    site.world.clock.pass_by(seconds=60)  # each code works once
    return app, answer


def set_up_passkey(caller: Caller, origin: str = ORIGIN) -> tuple[Authenticator, Answer]:
    passkey = Authenticator(origin)
    path = "/api/second-factors/passkeys"
    options = caller.post(f"{path}/options", headers=OURS).body["options"]
    body = {"name": "key", "credential": passkey.create(options)}
    return passkey, caller.post(path, body, headers=OURS)


def shown(app: pyotp.TOTP, site: Site, *, steps: int = 0) -> str:
    """What the app shows at the world's time, or some steps from it."""
    return app.at(for_time=site.world.clock.at, counter_offset=steps)


def send_code(caller: Caller, code: str) -> Answer:
    return caller.post("/api/logins/current/code", {"code": code}, headers=OURS)


def use_passkey(caller: Caller, passkey: Authenticator) -> Answer:
    options = passkey_options(caller)
    return send_passkey(caller, passkey.get(options))


def passkey_options(caller: Caller) -> dict[str, Any]:
    answer = caller.post("/api/logins/current/passkey/options", headers=OURS)
    return dict(answer.body["options"])


def send_passkey(caller: Caller, credential: dict[str, Any]) -> Answer:
    return caller.post("/api/logins/current/passkey", {"credential": credential}, headers=OURS)


def enrolled(site: Site, name: str = "Dan") -> tuple[pyotp.TOTP, Sequence[str]]:
    """The app of a person who has a password and an app, and her recovery codes."""
    give_password(site, name)
    caller, _ = begin(site, name)
    app, answer = set_up_app(caller, site)
    return app, answer.body["recovery_codes"]
