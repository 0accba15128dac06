"""People: invite, edit, deactivate, sign out."""

from typing import Any
from uuid import UUID

from schemas.people import (
    MadeLinkListSchema,
    NewPersonSchema,
    PersonEditSchema,
    PersonPageSchema,
    PersonQuerySchema,
    PersonViewSchema,
    PersonWithLinkSchema,
)
from server.auth.request_auth import actor
from server.http.request import kit
from server.http.routing import Routes
from smarthands.model import Person
from smarthands.people import people
from smarthands.people.links_made import links_made
from smarthands.people.one_time_links import OpenLink

blueprint = Routes("people", __name__, url_prefix="/api/people", description="People")


@blueprint.get("")
@blueprint.arguments(PersonQuerySchema, location="query")
@blueprint.response(200, PersonPageSchema)
def list_people(query: dict[str, Any]) -> Any:
    """The people you may see, by name."""
    return people.page(kit(), actor(), **query)


@blueprint.post("")
@blueprint.arguments(NewPersonSchema)
@blueprint.response(201, PersonWithLinkSchema)
def invite(body: dict[str, Any]) -> Any:
    """Invite someone; the response has the link to hand over."""
    return _with_link(*people.invite(kit(), actor(), **body))


@blueprint.get("/<uuid:person_id>")
@blueprint.response(200, PersonViewSchema)
def get_person(person_id: UUID) -> Any:
    """One person."""
    return people.one(kit(), actor(), person_id)


@blueprint.patch("/<uuid:person_id>")
@blueprint.arguments(PersonEditSchema)
@blueprint.response(200, PersonViewSchema)
def edit_person(body: dict[str, Any], person_id: UUID) -> Any:
    """Edit a person; anyone may edit her own name and language."""
    return people.edit(kit(), actor(), person_id, **body)


@blueprint.get("/<uuid:person_id>/links")
@blueprint.response(200, MadeLinkListSchema)
def list_links_made(person_id: UUID) -> Any:
    """The shares and join links that a person made and that are still open."""
    return {"items": links_made(kit(), actor(), person_id)}


@blueprint.post("/<uuid:person_id>/deactivate")
@blueprint.response(200, PersonViewSchema)
def deactivate(person_id: UUID) -> Any:
    """Deactivate a person: every login and link ends."""
    return people.deactivate(kit(), actor(), person_id)


@blueprint.post("/<uuid:person_id>/reactivate")
@blueprint.response(200, PersonViewSchema)
def reactivate(person_id: UUID) -> Any:
    """Reactivate a person, who may sign in again."""
    return people.reactivate(kit(), actor(), person_id)


@blueprint.post("/<uuid:person_id>/sign-out")
@blueprint.response(200, PersonViewSchema)
def sign_out_person(person_id: UUID) -> Any:
    """End every login of a person."""
    return people.sign_out_person(kit(), actor(), person_id)


@blueprint.post("/<uuid:person_id>/reset")
@blueprint.response(200, PersonWithLinkSchema)
def reset(person_id: UUID) -> Any:
    """Forget the password, sign out everywhere, and make a new link."""
    return _with_link(*people.reset(kit(), actor(), person_id))


def _with_link(person: Person, opened: OpenLink) -> dict[str, Any]:
    link = {"url": opened.url, "expires_at": opened.link.expires_at}
    return {"person": person, "link": link}
