"""A phone asks for the key of the person who is signed in there."""

from base64 import urlsafe_b64decode
from uuid import uuid4

from tests.builders.people import named
from tests.builders.site import Site


def path(phone: object) -> str:
    return f"/api/logins/current/phone-keys/{phone}"


def test_a_key_is_hers_by_whatever_login_and_kept_nowhere_on_the_way(site: Site) -> None:
    phone = uuid4()
    answer = site.signed_in("Tess").get(path(phone))
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(urlsafe_b64decode(answer.body["key"])) == 32
    assert answer.body["person_id"] == str(named("Tess"))
    assert site.signed_in("Tess").get(path(phone)).body == answer.body
    assert site.signed_in("Theo").get(path(phone)).body != answer.body


def test_a_phone_has_a_uuid_for_its_name(site: Site) -> None:
    tess = site.signed_in("Tess")
    for phone in ("", "1", "a" * 36, "../../people", f"{uuid4()}0", "%00"):
        assert tess.get(path(phone)).status == 404
