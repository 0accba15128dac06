"""Handshakes: logins and holders of shares may open a socket, from our own pages or from no
page."""

from datetime import timedelta
from typing import Any

import pytest
import websocket

from server.http.cookies import COOKIE
from smarthands.jobs import shares
from smarthands.model import Login
from smarthands.people import sign_in
from tests.builders.jobs import open_job
from tests.builders.site import login, share_link
from tests.builders.web_process import WebProcess, proxy_headers
from tests.builders.world import World
from tests.sockets.event_listener import listening


def cookie(token: str, **headers: str) -> dict[str, str]:
    return {"Cookie": f"{COOKIE}={token}", **headers}


def test_a_cookie_signs_in_from_our_own_page(web: WebProcess, shared: World) -> None:
    with listening(web, headers=cookie(login(shared, "Dan", "cookie"), Origin=web.url)) as dan:
        assert dan.connected


def test_a_cookie_without_origin_is_refused(web: WebProcess, shared: World) -> None:
    with listening(web, headers=cookie(login(shared, "Dan", "cookie"))) as dan:
        assert not dan.connected
        assert dan.refused["data"] == {"code": "foreign_origin"}
        assert dan.refused["message"] == "This page is not ours. Reload it."


@pytest.mark.parametrize("origin", ["https://evil.test", "null", "http://localhost:1"])
def test_a_foreign_page_is_refused_whatever_credentials_it_has(
    web: WebProcess, shared: World, origin: str
) -> None:
    token = login(shared, "Dan", "cookie")
    with listening(web, headers=cookie(token, Origin=origin)) as by_cookie:
        assert not by_cookie.connected
    with listening(web, {"token": token}, {"Origin": origin}) as by_token:
        assert not by_token.connected


def test_a_token_needs_no_origin(web: WebProcess, shared: World) -> None:
    with listening(web, {"token": login(shared, "Tess")}) as tess:
        assert tess.connected


def spent_login(world: World, name: str, **changed: Any) -> str:
    token = login(world, name)
    with world.kit.transaction() as tx:
        row = tx.db.query(Login).filter_by(token_digest=world.kit.tokens.digest(token)).one()
        for field, value in changed.items():
            setattr(row, field, value)
    return token


def test_a_login_that_ended_opens_no_socket(web: WebProcess, shared: World) -> None:
    past = shared.kit.now() - timedelta(seconds=1)
    for ended in (
        spent_login(shared, "Tess", revoked_at=past),
        spent_login(shared, "Tess", expires_at=past),
    ):
        with listening(web, {"token": ended}) as tess:
            assert not tess.connected
            assert tess.refused["data"] == {"code": "signed_out"}
            assert "Sign in again" in tess.refused["message"]


@pytest.mark.parametrize(
    ("auth", "code"),
    [
        ({"token": "A" * 43}, "signed_out"),
        ({"token": ""}, "signed_out"),
        ({"token": None}, "signed_out"),
        ({"token": {"$ne": ""}}, "signed_out"),
        ({"token": "A" * 5000}, "signed_out"),
        ({"token": "\ud800"}, "signed_out"),
        ({"share": "A" * 43}, "not_found"),
        ({"share": ["A"]}, "signed_out"),
        ({}, "foreign_origin"),
    ],
)
def test_invalid_credentials_open_no_socket(
    web: WebProcess, auth: dict[str, Any], code: str
) -> None:
    with listening(web, auth) as mallory:
        assert not mallory.connected
        assert mallory.refused["data"] == {"code": code}


def test_a_share_opens_a_socket_until_it_is_revoked(web: WebProcess, shared: World) -> None:
    job_id = open_job(shared)
    token, share_id = share_link(shared, job_id)
    with listening(web, {"share": token}) as holder:
        assert holder.follow(job_id)["ok"]
    shares.revoke(shared.kit, shared.dan, job_id, share_id)
    with listening(web, {"share": token}) as holder:
        assert holder.refused["data"] == {"code": "gone"}
        assert "Ask Firm, +49 69 1234" in holder.refused["message"]


def test_guesses_by_socket_are_counted_by_the_address_that_the_proxy_names(
    web: WebProcess, shared: World
) -> None:
    mallory = proxy_headers()
    codes = []
    for _ in range(22):
        with listening(web, {"share": "B" * 43}, mallory) as guess:
            codes.append(guess.refused["data"]["code"])
    assert codes == ["not_found"] * 20 + ["too_many"] * 2
    with listening(web, {"share": "B" * 43}) as elsewhere:
        assert elsewhere.refused["data"] == {"code": "not_found"}
    token, _id = share_link(shared, open_job(shared))
    with listening(web, {"share": token}, mallory) as neighbour:
        assert neighbour.connected


def test_a_login_that_was_signed_out_in_this_process_opens_no_socket(
    web: WebProcess, shared: World
) -> None:
    token = login(shared, "Eva")
    eva = sign_in.actor_for_token(shared.kit, token)
    assert eva is not None
    sign_in.sign_out(shared.kit, eva)
    with listening(web, {"token": token}) as ended:
        assert ended.refused["data"] == {"code": "signed_out"}


def test_long_polling_is_not_offered(web: WebProcess) -> None:
    with pytest.raises(websocket.WebSocketBadStatusException, match="400"):
        websocket.create_connection(
            f"ws://localhost:{web.port}/socket.io/?EIO=4&transport=polling", timeout=5
        )
