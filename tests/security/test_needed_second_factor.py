"""Roles that need a second factor have some days to set it up, then must do so at sign-in."""

import pytest

from server.settings.error import SettingsError
from server.settings.settings import Settings
from tests.builders.people import named
from tests.builders.site import Site
from tests.http.signing_in import OURS
from tests.security.factors import (
    begin,
    enrolled,
    give_password,
    hold,
    needing,
    set_up_app,
    set_up_passkey,
)


def test_there_are_some_days_from_the_first_sign_in_on(site: Site) -> None:
    site = needing(site, "dispatcher")
    give_password(site, "Dan")
    site.world.clock.pass_by(days=100)
    first = begin(site, "Dan")[1].body
    assert (first["awaits"], first["second_factor_due_at"]) == (None, "2026-06-24T08:00:00.000000Z")
    site.world.clock.pass_by(days=14, seconds=-1)
    assert begin(site, "Dan")[1].body["awaits"] is None
    site.world.clock.pass_by(seconds=1)
    caller, late = begin(site, "Dan")
    assert late.body["awaits"] == "enrolment"
    assert caller.get("/api/jobs").code == "signed_out"


@pytest.mark.parametrize("way", ["app", "passkey"])
@pytest.mark.parametrize("bearer", [False, True], ids=["cookie", "bearer"])
def test_after_them_setting_one_up_completes_the_sign_in(
    site: Site, way: str, bearer: bool
) -> None:
    site = needing(site, "dispatcher", grace_days=0)
    give_password(site, "Dan")
    caller, answer = begin(site, "Dan", bearer=bearer)
    assert answer.body["awaits"] == "enrolment"
    assert caller.get("/api/second-factors").body["needed"] is True
    added = set_up_app(caller, site)[1] if way == "app" else set_up_passkey(caller)[1]
    assert len(added.body["recovery_codes"]) == 10
    assert caller.get("/api/jobs").code == "signed_out"
    hold(caller, added)
    assert caller.get("/api/jobs").status == 200


def test_other_roles_may_have_one_and_need_none(site: Site) -> None:
    site = needing(site, "dispatcher", grace_days=0)
    give_password(site, "Tess")
    caller, answer = begin(site, "Tess")
    assert answer.body["awaits"] is None
    set_up_app(caller, site)
    assert begin(site, "Tess")[1].body["awaits"] == "factor"


def test_an_enrolment_does_not_pass_for_a_second_step(site: Site) -> None:
    site = needing(site, "dispatcher", grace_days=0)
    give_password(site, "Dan")
    caller, _ = begin(site, "Dan")
    for path in ("code", "passkey/options"):
        answer = caller.post(f"/api/logins/current/{path}", {"code": "000000"}, headers=OURS)
        assert answer.code == "signed_out"


def test_an_administrator_resets_the_factors_of_somebody_who_lost_them(site: Site) -> None:
    enrolled(site)
    ada, path = site.signed_in("Ada"), f"/api/people/{named('Dan')}/second-factors/reset"
    assert site.signed_in("Eva").post(path).status == 403
    assert site.signed_in("Tess").post(path).status == 404
    assert ada.post(path).body["name"] == "Dan"
    assert site.world.announced.kinds[-1] == "person.factors_reset"
    assert begin(site, "Dan")[1].body["awaits"] is None


def test_development_needs_none_and_production_needs_one_of_the_desk() -> None:
    assert Settings.from_environment({}).second_factor_roles == frozenset()
    production = {
        "SMARTHANDS_ENV": "production",
        "SMARTHANDS_URL": "https://help.firm.test",
        "SMARTHANDS_SECRET": "x" * 16 + "y" * 16 + "0123456789",
        "SMARTHANDS_MEDIA_TOKEN": "z" * 16 + "w" * 16 + "0123456789",
    }
    given = Settings.from_environment({"SMARTHANDS_SECOND_FACTOR": "technician client"})
    assert given.second_factor_roles == {"technician", "client"}
    assert Settings.from_environment({"SMARTHANDS_SECOND_FACTOR": "none"}).second_factor_roles == (
        frozenset()
    )
    with pytest.raises(SettingsError, match="SMARTHANDS_SECOND_FACTOR can't be used"):
        Settings.from_environment({"SMARTHANDS_SECOND_FACTOR": "guest"})
    del production
