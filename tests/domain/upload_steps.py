"""The steps of an upload that tests take, and what the store and the tables have of it then."""

from uuid import UUID

import pytest

from smarthands.errors import Code, Problem
from smarthands.evidence import uploads
from smarthands.evidence.items import object_key
from smarthands.evidence.sealing import UploadTicket
from smarthands.model import EvidenceItem
from tests.builders import phone
from tests.builders.jobs import File
from tests.builders.world import World

PHOTO = File()


def put(w: World, ticket: UploadTicket, content: bytes = PHOTO.content) -> int:
    assert ticket.put is not None
    return phone.put(w.memory, ticket.put["url"], ticket.put["headers"], content)


def seal_refusal(w: World, job: UUID, item: UUID) -> Code:
    with pytest.raises(Problem) as problem:
        uploads.seal(w.kit, w.tess, job, item)
    return problem.value.code


def stored_versions(w: World, job: UUID, item: UUID) -> list[tuple[str, str]]:
    return w.kit.objects.versions(object_key(job, item, ""))


def item_of(w: World, id: UUID) -> EvidenceItem:
    with w.kit.reading() as db:
        return db.get_one(EvidenceItem, id)
