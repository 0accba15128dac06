"""A key by which a phone encrypts what waits there: the same each time, and nobody else's."""

from dataclasses import replace
from uuid import uuid4

from sqlalchemy import select

from server.auth.tokens import SecretTokens
from smarthands.model import PhoneKeyRoot
from smarthands.people.phone_keys import phone_key
from tests.builders.world import World


def test_a_key_is_the_same_each_time_and_another_on_each_phone_and_for_each_person(
    each_world: World,
) -> None:
    w = each_world
    phone, other = uuid4(), uuid4()
    keys = [
        phone_key(w.kit, w.tess, phone),
        phone_key(w.kit, w.tess, other),
        phone_key(w.kit, w.theo, phone),
        phone_key(w.kit, w.theo, other),
    ]
    assert {len(key) for key in keys} == {32}
    assert len(set(keys)) == 4
    assert phone_key(w.kit, w.tess, phone) == keys[0]
    # A new secret of the server ends all logins; what waits on phones goes when she signs in again.
    renewed = replace(w.kit, tokens=SecretTokens("another secret " * 4))
    assert phone_key(renewed, w.tess, phone) == keys[0]


def test_the_secret_of_keys_is_there_before_any_phone_asks(each_world: World) -> None:
    with each_world.kit.reading() as db:
        [secret] = db.scalars(select(PhoneKeyRoot.secret)).all()
    assert len(secret) == 32
