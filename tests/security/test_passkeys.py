"""A passkey is taken for our origin, its challenge and its person alone, once."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from tests.builders.authenticator import Authenticator
from tests.builders.site import Caller, Site
from tests.http.signing_in import OURS
from tests.security.factors import (
    begin,
    give_password,
    hold,
    passkey_options,
    send_passkey,
    set_up_passkey,
    use_passkey,
)


def with_passkey(site: Site, name: str = "Dan") -> Authenticator:
    give_password(site, name)
    caller, _ = begin(site, name)
    passkey, answer = set_up_passkey(caller)
    assert answer.status == 200, answer.data
    return passkey


def test_a_passkey_completes_a_sign_in(site: Site) -> None:
    passkey = with_passkey(site)
    caller, answer = begin(site, "Dan")
    assert (answer.body["awaits"], answer.body["methods"]) == ("factor", ["passkey"])
    whole = use_passkey(caller, passkey)
    assert whole.status == 200
    hold(caller, whole)
    [factor] = caller.get("/api/second-factors").body["items"]
    assert factor["last_used_at"] is not None


def test_its_answer_works_once(site: Site) -> None:
    passkey = with_passkey(site)
    caller, _ = begin(site, "Dan")
    credential = passkey.get(passkey_options(caller))
    assert send_passkey(caller, credential).status == 200
    again, _ = begin(site, "Dan")
    passkey_options(again)
    assert send_passkey(again, credential).status == 422
    # The challenge is used up by the try that failed.
    assert send_passkey(again, credential).status == 409


def test_a_passkey_of_another_person_or_another_origin_is_refused(site: Site) -> None:
    passkey, evas = with_passkey(site), with_passkey(site, "Eva")
    caller, _ = begin(site, "Dan")
    assert use_passkey(caller, evas).status == 422
    passkey.origin = "http://localhost:8001"
    assert use_passkey(caller, passkey).status == 422
    passkey.origin = "http://localhost:8000"
    stranger = Authenticator(passkey.origin, id=passkey.id)
    assert use_passkey(caller, stranger).status == 422
    assert use_passkey(caller, passkey).status == 200


def test_a_counter_that_goes_back_tells_of_a_copy(site: Site) -> None:
    passkey = with_passkey(site)
    caller, _ = begin(site, "Dan")
    assert use_passkey(caller, passkey).status == 200
    passkey.counter = 0
    copied, _ = begin(site, "Dan")
    assert use_passkey(copied, passkey).status == 422


def test_a_new_passkey_for_another_origin_or_challenge_is_refused(site: Site) -> None:
    give_password(site, "Dan")
    caller, _ = begin(site, "Dan")
    assert list(set_up_passkey(caller, "https://evil.test")[1].body["fields"]) == ["credential"]
    path = "/api/second-factors/passkeys"
    options = caller.post(f"{path}/options", headers=OURS).body["options"]
    caller.post(f"{path}/options", headers=OURS)
    body = {"name": "key", "credential": Authenticator("http://localhost:8000").create(options)}
    assert caller.post(path, body, headers=OURS).status == 422


def test_a_passkey_that_is_set_up_already_is_not_taken_twice(site: Site) -> None:
    passkey = with_passkey(site)
    give_password(site, "Eva")
    eva, _ = begin(site, "Eva")
    path = "/api/second-factors/passkeys"
    options = eva.post(f"{path}/options", headers=OURS).body["options"]
    body = {"name": "key", "credential": passkey.create(options)}
    assert eva.post(path, body, headers=OURS).status == 409


def _without(key: str) -> Callable[[dict[str, Any]], None]:
    return lambda credential: credential.pop(key)


def _response(**fields: Any) -> Callable[[dict[str, Any]], None]:
    return lambda credential: credential["response"].update(fields)


BROKEN: dict[str, Callable[[dict[str, Any]], None]] = {
    "no id": _without("id"),
    "no response": _without("response"),
    "no type": _without("type"),
    "a number for an id": lambda credential: credential.update(id=5, rawId=5),
    "no Base64": _response(clientDataJSON="%%%", attestationObject="%%%"),
    "empty": _response(clientDataJSON="", attestationObject="", authenticatorData=""),
    "null": _response(clientDataJSON=None, attestationObject=None, signature=None),
    "no JSON": _response(clientDataJSON="AAAA"),
    "no CBOR": _response(attestationObject="____", authenticatorData="____"),
    "a list": lambda credential: credential.update(response=[]),
}


@pytest.mark.parametrize("breaking", BROKEN.values(), ids=BROKEN)
def test_what_is_no_credential_is_refused_in_words(
    site: Site, breaking: Callable[[dict[str, Any]], None]
) -> None:
    passkey = with_passkey(site)
    caller, _ = begin(site, "Dan")
    used = deepcopy(passkey.get(passkey_options(caller)))
    breaking(used)
    assert send_passkey(caller, used).status == 422
    fresh = site.signed_in("Tess")
    assert _sent_new(fresh, breaking) == 422


def _sent_new(caller: Caller, breaking: Callable[[dict[str, Any]], None]) -> int:
    path = "/api/second-factors/passkeys"
    options = caller.post(f"{path}/options").body["options"]
    credential = Authenticator("http://localhost:8000").create(options)
    breaking(credential)
    return caller.post(path, {"name": "key", "credential": credential}).status
