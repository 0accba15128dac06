"""Ways to sign in, by a one-time link or a password, for tests."""

from smarthands.model import Person
from smarthands.model.person import LinkPurpose
from smarthands.people import one_time_links, people, sign_in
from tests.builders.kits import PASSWORDS
from tests.builders.people import named
from tests.builders.world import World

PASSWORD, ANOTHER = "correct horse battery", "another horse battery"


def link_for(world: World, name: str = "Tess") -> str:
    """The token of a fresh link, as it stands in the URL that is handed over."""
    return token_in(people.reset(world.kit, world.ada, named(name))[1])


def token_in(opened: one_time_links.OpenLink) -> str:
    assert opened.url.startswith("https://help.firm.test/in/")
    return opened.url.rsplit("/", 1)[1]


def give_password(world: World, name: str = "Tess") -> None:
    with world.kit.transaction() as tx:
        tx.db.get_one(Person, named(name)).password_hash = PASSWORDS.hash(PASSWORD)


def sign_in_by(world: World, token: str) -> sign_in.SignedIn:
    return one_time_links.sign_in_by_link(world.kit, token, kind="cookie")


def another_link(world: World) -> str:
    """Another link for Tess, who keeps her logins and links."""
    with world.kit.transaction() as tx:
        tess = tx.db.get_one(Person, named("Tess"))
        return token_in(one_time_links.open_link(world.kit, tx, tess, LinkPurpose.SIGN_IN))
