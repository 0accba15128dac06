"""One-time links: each signs one person in once, by the press of a button."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from smarthands.errors import Code, Problem, gone
from smarthands.kit import Kit, Transaction
from smarthands.link_tokens import LinkKind, digest_of, is_open, url_of
from smarthands.model import Link, Organization, Person
from smarthands.model.person import LinkPurpose
from smarthands.people.sign_in import LoginKind, SignedIn, start_login

LINK_HOURS = 72


@dataclass(frozen=True, slots=True)
class OpenLink:
    """A one-time link as it is handed out."""

    url: str
    link: Link


def open_link(kit: Kit, tx: Transaction, person: Person, purpose: LinkPurpose) -> OpenLink:
    """A new one-time link for a person, as a URL to hand over."""
    id = uuid4()
    link = Link(
        id=id,
        person_id=person.id,
        purpose=purpose,
        token_digest=digest_of(kit, LinkKind.ONE_TIME, id),
        created_at=tx.now,
        expires_at=tx.now + timedelta(hours=LINK_HOURS),
    )
    tx.db.add(link)
    return OpenLink(url_of(kit, LinkKind.ONE_TIME, id), link)


def look_at_link(kit: Kit, token: str) -> tuple[Link, Person, Organization]:
    """A look at a link that does not consume it, since chat apps fetch links to preview them."""
    with kit.reading() as db:
        link = _by_token(db, kit, token)
        person = db.get_one(Person, link.person_id)
        organization = db.get_one(Organization, person.organization_id)
        spent = link.consumed_at or not is_open(link, kit.now())
    if spent or not person.active:
        raise _spent()
    return link, person, organization


def sign_in_by_link(kit: Kit, token: str, *, kind: LoginKind) -> SignedIn:
    """Consume a link. One of several presses at once wins."""
    with kit.transaction() as tx:
        link = _by_token(tx.db, kit, token)
        person = tx.db.get_one(Person, link.person_id, with_for_update=True)
        claimed = tx.db.execute(
            update(Link)
            .where(Link.id == link.id, Link.consumed_at.is_(None), Link.revoked_at.is_(None))
            .where(Link.expires_at > tx.now)
            .values(consumed_at=tx.now)
            .returning(Link.person_id)
            .execution_options(synchronize_session=False)
        ).first()
        if claimed is None or not person.active:
            raise _spent()
        return start_login(kit, tx, person, kind, by="link")


def _by_token(db: Session, kit: Kit, token: str) -> Link:
    link = db.scalar(select(Link).where(Link.token_digest == kit.tokens.digest(token)))
    if link is None:
        raise Problem(Code.NOT_FOUND, "There is no such link. Check that it was copied whole.")
    return link


def _spent() -> Problem:
    return gone("This link was used already or has expired. Ask your dispatcher for a new one.")
