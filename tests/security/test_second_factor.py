"""A login of somebody with a second factor opens nothing until it was given."""

import pytest

from server.http.rate_limits import LIMITS
from smarthands.errors import Code
from smarthands.people.logins import still_valid
from smarthands.people.sign_in import actor_for_token
from tests.builders.people import named
from tests.builders.site import Site, link, token_in
from tests.http.signing_in import sign_in
from tests.security.factors import (
    begin,
    enrolled,
    give_password,
    hold,
    send_code,
    set_up_app,
    shown,
)

CLOSED = (
    ("GET", "/api/logins/current"),
    ("GET", "/api/jobs"),
    ("GET", "/api/second-factors"),
    ("POST", "/api/second-factors/apps"),
    ("POST", "/api/second-factors/recovery-codes"),
    ("POST", "/api/logins/current/confirm"),
    ("PUT", "/api/logins/current/password"),
    ("DELETE", "/api/logins"),
)


@pytest.mark.parametrize("bearer", [False, True], ids=["cookie", "bearer"])
def test_a_password_alone_opens_nothing_and_the_code_opens_all(site: Site, bearer: bool) -> None:
    app, _ = enrolled(site)
    caller, answer = begin(site, "Dan", bearer=bearer)
    assert (answer.body["awaits"], answer.body["methods"]) == ("factor", ["totp"])
    half = caller.token or caller.cookie or ""
    for method, path in CLOSED:
        assert caller.call(method, path, {}, headers={"Origin": "http://localhost:8000"}).code == (
            "signed_out"
        ), path
    assert actor_for_token(site.world.kit, half) is None
    whole = send_code(caller, shown(app, site))
    assert (whole.status, whole.body["awaits"]) == (200, None)
    assert caller.get("/api/jobs").code == "signed_out"  # the token of the first step has ended
    hold(caller, whole)
    assert caller.get("/api/jobs").status == 200


def test_a_one_time_link_is_a_first_step_too(site: Site) -> None:
    enrolled(site)
    answer = sign_in(site.somebody(), token_in(link(site.world, "Dan").url))
    assert answer.body["awaits"] == "factor"


def test_the_first_step_is_no_sign_in_and_ends_after_ten_minutes(site: Site) -> None:
    app, _ = enrolled(site)
    started = site.world.announced.kinds.count("login.started")
    caller, _ = begin(site, "Dan")
    assert site.world.announced.kinds.count("login.started") == started
    site.world.clock.pass_by(minutes=10)
    assert send_code(caller, shown(app, site)).code == "signed_out"


def test_an_open_socket_of_a_first_step_does_not_hold(site: Site) -> None:
    app, _ = enrolled(site)
    caller, _ = begin(site, "Dan", bearer=True)
    waiting = actor_for_token(site.world.kit, caller.token or "", awaiting=frozenset({"factor"}))
    assert waiting is not None
    assert still_valid(site.world.kit, [waiting]) == {}
    assert send_code(caller, shown(app, site)).status == 200


def test_a_code_works_once_and_for_a_step_before_and_after(site: Site) -> None:
    app, _ = enrolled(site)
    for steps, works in ((-2, False), (2, False), (-1, True), (-1, False), (1, True), (0, False)):
        caller, _ = begin(site, "Dan")
        assert (send_code(caller, shown(app, site, steps=steps)).status == 200) == works, steps


def test_a_code_of_another_person_or_in_another_shape_does_not_fit(site: Site) -> None:
    enrolled(site)
    other, _ = enrolled(site, "Eva")
    caller, _ = begin(site, "Dan")
    for code in (shown(other, site), "000000 000000", "٠١٢٣٤٥", "-1", "a" * 40):
        assert list(send_code(caller, code).body["fields"]) == ["code"]


def test_a_code_may_be_typed_in_two_groups(site: Site) -> None:
    app, _ = enrolled(site)
    caller, _ = begin(site, "Dan")
    code = shown(app, site)
    assert send_code(caller, f"{code[:3]} {code[3:]}").status == 200


def test_a_recovery_code_works_once_and_is_kept_as_a_digest(site: Site) -> None:
    _, codes = enrolled(site)
    assert len(set(codes)) == 10
    caller, _ = begin(site, "Dan")
    hold(caller, send_code(caller, codes[0].upper().replace("-", " ")))
    assert caller.get("/api/second-factors").body["recovery_codes"] == 9
    again, _ = begin(site, "Dan")
    assert send_code(again, codes[0]).code == Code.INVALID
    with site.world.kit.reading() as db:
        rows = db.connection().exec_driver_sql("SELECT digest FROM recovery_codes").all()
        secrets = db.connection().exec_driver_sql("SELECT secret FROM second_factors").all()
    assert not set(codes) & {row[0] for row in rows}
    assert all(row[0].startswith("gAAAA") for row in secrets)  # sealed


def test_new_recovery_codes_end_the_ones_before(site: Site) -> None:
    app, codes = enrolled(site)
    caller, _ = begin(site, "Dan")
    hold(caller, send_code(caller, shown(app, site)))
    ours = {"Origin": "http://localhost:8000"}
    fresh = caller.post("/api/second-factors/recovery-codes", headers=ours).body["recovery_codes"]
    again, _ = begin(site, "Dan")
    assert send_code(again, codes[1]).status == 422
    assert send_code(again, fresh[1]).status == 200


def test_guesses_at_a_code_are_limited_for_an_address_and_for_a_person(site: Site) -> None:
    app, _ = enrolled(site)
    caller, _ = begin(site, "Dan")
    tries = LIMITS["code"][0].amount
    statuses = [send_code(caller, "000000").status for _ in range(tries + 1)]
    assert statuses == [*[422] * tries, 429]
    # Dan at his own address is not locked out by the one who knows his password.
    dan, _ = begin(site, "Dan")
    assert send_code(dan, shown(app, site)).status == 200


def test_a_first_step_leaves_no_device_that_is_known(site: Site) -> None:
    enrolled(site)
    _, answer = begin(site, "Dan")
    assert [cookie.split("=")[0] for cookie in answer.headers.getlist("Set-Cookie")] == [
        "smarthands_login"
    ]


def test_what_was_set_up_and_taken_away_is_in_the_history(site: Site) -> None:
    app, _ = enrolled(site)
    caller, _ = begin(site, "Dan")
    hold(caller, send_code(caller, shown(app, site)))
    [factor] = caller.get("/api/second-factors").body["items"]
    ours = {"Origin": "http://localhost:8000"}
    assert caller.delete(f"/api/second-factors/{factor['id']}", headers=ours).status == 204
    kinds = [event.kind for event in site.world.announced.events]
    assert kinds[-3:] == ["person.factor_added", "login.started", "person.factor_removed"]
    assert begin(site, "Dan")[1].body["awaits"] is None


def test_changing_second_factors_asks_for_the_password_again(site: Site) -> None:
    give_password(site, "Dan")
    caller = site.signed_in("Dan")
    for method, path, body in (
        ("POST", "/api/second-factors/apps", {"name": "phone"}),
        ("POST", "/api/second-factors/passkeys/options", None),
        ("POST", "/api/second-factors/recovery-codes", None),
        ("DELETE", f"/api/second-factors/{named('any')}", None),
    ):
        assert caller.call(method, path, body).code == "unconfirmed", path
    assert caller.post("/api/logins/current/confirm", {"current": "correct horse battery"}).status
    set_up_app(caller, site)


def test_who_has_no_password_confirms_by_a_code(site: Site) -> None:
    caller = site.signed_in("Eva")
    app, _ = set_up_app(caller, site)
    site.world.clock.pass_by(minutes=11)
    assert caller.post("/api/second-factors/apps", {"name": "x"}).code == "unconfirmed"
    code = {"current": shown(app, site)}
    assert caller.post("/api/logins/current/confirm", code).status == 204
    assert caller.post("/api/second-factors/apps", {"name": "x"}).status == 201


def test_nobody_confirms_or_removes_the_factor_of_somebody_else(site: Site) -> None:
    dan, eva = site.signed_in("Dan"), site.signed_in("Eva")
    key = dan.post("/api/second-factors/apps", {"name": "phone"}).body
    path = f"/api/second-factors/{key['id']}"
    assert eva.delete(path).status == 404
    confirm = f"/api/second-factors/apps/{key['id']}/confirm"
    assert eva.post(confirm, {"code": "000000"}).status == 404


def test_an_app_that_was_never_confirmed_asks_nobody_for_a_code(site: Site) -> None:
    give_password(site, "Dan")
    caller, _ = begin(site, "Dan", bearer=True)
    caller.post("/api/second-factors/apps", {"name": "phone"})
    assert begin(site, "Dan")[1].body["awaits"] is None
    assert caller.get("/api/second-factors").body["items"] == []
