"""One's own password: how it is changed, and which ones are refused."""

import unicodedata
from collections.abc import Iterable

from zxcvbn import zxcvbn

from smarthands.actor import Actor
from smarthands.errors import conflict, forbidden, invalid
from smarthands.event_kinds import EventKind
from smarthands.kit import Kit, Transaction
from smarthands.model import Login, Organization, Person
from smarthands.model.person import Role
from smarthands.people.sign_in import record, revoke_logins

MIN_PASSWORD = 10
LONGEST_JUDGED = 24
"""What stands behind the first characters only adds to the guesses, and costs time to judge."""
SHORTEST_NAME = 3
LEAST_SCORE = 2
"""From this score on zxcvbn expects a million guesses and more: at least a year of those that the
limits on sign-in allow."""
PRODUCT = "Smart Hands smarthands"


def set_password(kit: Kit, actor: Actor, password: str, *, current: str | None) -> str | None:
    """Set one's own password, sign every other device out and give this one a new token, which is
    returned: a token that somebody has copied ends. A guest can't use a password."""
    if actor.role == Role.GUEST:
        raise forbidden("You came by a link, and it is your only door. A password opens nothing.")
    with kit.reading() as db:
        person = db.get_one(Person, actor.person_id)
        organization = db.get_one(Organization, person.organization_id)
        previous = person.password_hash
    refuse_weak(password, names_of(person, organization))
    if previous is not None and not kit.passwords.verify(previous, current or ""):
        raise invalid("current", "That is not your current password.")
    hashed = kit.passwords.hash(password)
    with kit.transaction() as tx:
        person = tx.db.get_one(Person, actor.person_id, with_for_update=True)
        if person.password_hash != previous:
            raise conflict("Your password was changed at this moment. Sign in again.")
        person.password_hash = hashed
        revoke_logins(tx, person, but=actor.login_id)
        record(tx, actor, person, EventKind.PERSON_PASSWORD_SET, actor.login_id)
        return renew_token(kit, tx, actor)


def renew_token(kit: Kit, tx: Transaction, actor: Actor) -> str | None:
    """A new token for the actor's login, whose previous one opens nothing from now on."""
    if actor.login_id is None:
        return None
    token = kit.tokens.fresh()
    login = tx.db.get_one(Login, actor.login_id)
    login.token_digest, login.confirmed_at = kit.tokens.digest(token), tx.now
    return token


def refuse_weak(password: str, names: Iterable[str]) -> None:
    """Refuse a password that is short, common, or made of names of the person and her firm."""
    if len(password) < MIN_PASSWORD:
        raise invalid("password", f"Use at least {MIN_PASSWORD} characters.")
    folded = rest = _fold(password)
    words = {word for name in names for word in _words(name) if len(word) >= SHORTEST_NAME}
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    if not rest.strip() or any(_score(text, words) < LEAST_SCORE for text in (folded, rest)):
        raise invalid(
            "password",
            "That password is easy to guess: many people use it, or it is close to your name or "
            "your firm's. Use a few words in a row that have nothing to do with you.",
        )


def names_of(person: Person, organization: Organization) -> tuple[str, ...]:
    """The names that anybody who guesses at this person's password would try."""
    return person.name, person.email or "", organization.name, PRODUCT


def _score(text: str, words: Iterable[str]) -> int:
    score: int = zxcvbn(text[:LONGEST_JUDGED], user_inputs=sorted(words))["score"]
    return score


def _words(name: str) -> list[str]:
    """The words of a name, and the name without anything between them."""
    spaced = "".join(char if char.isalnum() else " " for char in _fold(name)).split()
    return [*spaced, "".join(spaced)]


def _fold(text: str) -> str:
    """Text without case and accents, in which `Müller` and `MULLER` are the same."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))
