"""A session of Eva and Tess is reached by each of them through the API."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from tests.builders.site import Caller, Site, jobs_path


@dataclass
class Call:
    """A session of Eva and Tess, each with a client of the API."""

    site: Site
    job: UUID
    session: UUID
    eva: Caller
    tess: Caller

    def path(self, *rest: object) -> str:
        return jobs_path(self.job, "sessions", self.session, *rest)

    def document(self) -> Any:
        return self.eva.get(jobs_path(self.job)).body


def line(text: Any, **fields: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "text": text, **fields}
