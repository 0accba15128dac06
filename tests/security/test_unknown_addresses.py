"""A refused sign-in costs the same work and says the same, whoever's address was tried."""

from dataclasses import replace
from typing import Literal

from argon2 import PasswordHasher, extract_parameters
from sqlalchemy import event

from server.auth.passwords import Argon2
from smarthands.model import Person
from smarthands.people import people
from smarthands.people.sign_in import sign_in_by_password
from tests.builders.people import named
from tests.builders.world import World, refusal

PASSWORD = "correct horse battery"
TRIED = {
    "a wrong password": ("tess@firm.test", "wrong"),
    "a deactivated person": ("theo@firm.test", PASSWORD),
    "a person without a password": ("eva@firm.test", PASSWORD),
    "an unknown address": ("nobody@firm.test", PASSWORD),
    "no address at all": ("\0", "\0"),
}


class CountingHasher(PasswordHasher):
    """Argon2 that notes the parameters of each hash that it verified."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.verified: list[object] = []

    # Its names are the base class's.
    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002
        self.verified.append(extract_parameters(str(hash)))
        return super().verify(hash, password)


def test_each_refusal_is_one_hash_of_the_same_cost_one_fact_and_the_same_words(
    world: World,
) -> None:
    hasher = CountingHasher()
    kit = replace(world.kit, passwords=Argon2(hasher))
    with world.kit.transaction() as tx:
        for name in ("Tess", "Theo"):
            tx.db.get_one(Person, named(name)).password_hash = hasher.hash(PASSWORD)
    people.deactivate(world.kit, world.ada, named("Theo"))
    written: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith(("INSERT", "UPDATE")):
            written.append(statement)

    event.listen(world.engine, "before_cursor_execute", note)
    costs = {}
    try:
        for what, (email, password) in TRIED.items():
            hasher.verified.clear()
            written.clear()
            problem = refusal(sign_in_by_password, kit, email, password, kind="cookie")
            costs[what] = (problem.code, problem.detail, list(hasher.verified), list(written))
    finally:
        event.remove(world.engine, "before_cursor_execute", note)
    first = costs["a wrong password"]
    assert len(first[2]) == 1
    assert first[3]
    assert all(cost == first for cost in costs.values()), costs
    assert world.announced.kinds.count("login.refused") == len(TRIED)
