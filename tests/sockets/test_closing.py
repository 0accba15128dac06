"""A socket that may no longer listen gets a notice and is closed within a second."""

from collections.abc import Callable
from uuid import UUID

import pytest

from smarthands.jobs import shares
from smarthands.model import Login
from smarthands.people import people, sign_in
from tests.builders.jobs import note, open_job
from tests.builders.people import actor
from tests.builders.site import login, share_link
from tests.builders.web_process import WebProcess
from tests.builders.world import World
from tests.sockets.event_listener import listening

ENDS: dict[str, Callable[[World, UUID], object]] = {
    "signed out everywhere": lambda w, _: sign_in.sign_out_everywhere(w.kit, actor("Tess")),
    "signed out by Ada": lambda w, id: people.sign_out_person(w.kit, w.ada, id),
    "reset": lambda w, id: people.reset(w.kit, w.ada, id),
    "deactivated": lambda w, id: people.deactivate(w.kit, w.ada, id),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_a_login_that_ends_closes_its_socket_and_no_other(
    web: WebProcess, shared: World, end: Callable[[World, UUID], object]
) -> None:
    job_id = open_job(shared, shared.tess)
    with (
        listening(web, {"token": login(shared, "Tess")}) as tess,
        listening(web, {"token": login(shared, "Dan")}) as dan,
    ):
        tess.follow(job_id)
        end(shared, shared.tess.person_id)
        people.reactivate(shared.kit, shared.ada, shared.tess.person_id)
        assert tess.hears(lambda: tess.signed_out)
        assert tess.ends()
        assert dan.follow(job_id)["ok"]
        note(shared, shared.dan, job_id, audience="internal")
        assert dan.hears(lambda: dan.events)
        assert tess.events == []


def test_signing_out_by_http_closes_this_login_s_sockets_alone(
    web: WebProcess, shared: World
) -> None:
    phone, laptop = login(shared, "Tess"), login(shared, "Tess")
    with listening(web, {"token": phone}) as one, listening(web, {"token": laptop}) as two:
        assert web.ask("DELETE", "/api/logins/current", token=phone)[0] == 204
        assert one.hears(lambda: one.signed_out)
        assert one.ends()
        assert two.connected
        assert not two.signed_out


def test_the_socket_of_a_revoked_share_is_closed_and_another_stays(
    web: WebProcess, shared: World
) -> None:
    job_id = open_job(shared, shared.tess)
    (token, share_id), (other, _id) = share_link(shared, job_id), share_link(shared, job_id)
    with listening(web, {"share": token}) as cleo, listening(web, {"share": other}) as boss:
        cleo.follow(job_id)
        boss.follow(job_id)
        shares.revoke(shared.kit, shared.dan, job_id, share_id)
        note(shared, shared.tess, job_id)
        assert cleo.hears(lambda: cleo.signed_out)
        assert cleo.ends()
        assert boss.hears(lambda: "evidence.added" in boss.kinds())
        assert boss.connected


def test_a_person_whose_role_changes_reconnects_with_her_new_role(
    web: WebProcess, shared: World
) -> None:
    """An expert who is a technician from now on must not go on following every job."""
    job_id, token = open_job(shared, shared.tess), login(shared, "Eva")
    eva_id = shared.eva.person_id
    with listening(web, {"token": token}) as eva:
        assert eva.follow(job_id)["ok"]
        people.edit(shared.kit, shared.ada, eva_id, role="technician")
        try:
            assert eva.ends()
            assert not eva.signed_out
            with listening(web, {"token": token}) as again:
                assert again.follow(job_id)["error"]["code"] == "not_found"
        finally:
            people.edit(shared.kit, shared.ada, eva_id, role="expert")


def test_a_person_whose_name_changes_stays_connected(web: WebProcess, shared: World) -> None:
    with listening(web, {"token": login(shared, "Eva")}) as eva:
        people.edit(shared.kit, shared.ada, shared.eva.person_id, language="de")
        assert not eva.hears(lambda: eva.signed_out, 0.7)
        assert eva.connected


def test_a_login_that_ends_by_time_closes_its_socket_soon(web: WebProcess, shared: World) -> None:
    """Time ends a login without an event, so that its row is checked every five seconds."""
    token = login(shared, "Eva")
    with listening(web, {"token": token}) as eva:
        with shared.kit.transaction() as tx:
            row = tx.db.query(Login).filter_by(token_digest=shared.kit.tokens.digest(token)).one()
            row.expires_at = tx.now
        assert eva.hears(lambda: eva.signed_out, 12)
