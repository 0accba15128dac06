"""Dozens of people, each with a login, and the sessions between them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from bench.scenes.house import House, furnish
from server.kit import open_kit
from server.settings.settings import Settings
from smarthands.actor import Actor
from smarthands.jobs import jobs
from smarthands.kit import Kit, Transaction
from smarthands.model import Login, Person
from smarthands.model.person import Role
from smarthands.people.sign_in import actor_for
from smarthands.sessions import calls


@dataclass(frozen=True)
class Guest:
    """A person with a login who can connect."""

    actor: Actor
    token: str


@dataclass(frozen=True)
class Pair:
    """A technician and an expert in one live session."""

    job: UUID
    session: UUID
    technician: Guest
    expert: Guest


class Crowd:
    """Creates the people in the database of an installation."""

    def __init__(self, house: House) -> None:
        self.kit: Kit = open_kit(Settings.from_environment(house.environ))
        self.dan, _, self.site = furnish(self.kit)

    def people(self, role: Role, number: int) -> list[Guest]:
        at = datetime.now(UTC)
        organization = self.dan.organization_id
        assert organization is not None
        people = [
            Person(
                id=uuid4(),
                organization_id=organization,
                name=f"{role} {n}",
                email=f"{uuid4()}@bench.test",
                role=role,
                created_at=at,
            )
            for n in range(number)
        ]
        with self.kit.transaction() as tx:
            tx.db.add_all(people)
            tx.db.flush()
            return [Guest(actor_for(p), self._token(tx, p)) for p in people]

    def job(self, technicians: Iterable[Guest]) -> UUID:
        id, crew = uuid4(), [each.actor.person_id for each in technicians]
        jobs.open_or_request(
            self.kit, self.dan, id=id, title="Bench", site_id=self.site, technician_ids=crew
        )
        return id

    def pairs(self, number: int) -> list[Pair]:
        technicians = self.people(Role.TECHNICIAN, number)
        experts = self.people(Role.EXPERT, number)
        pairs = []
        for technician, expert in zip(technicians, experts, strict=True):
            job, session = self.job([technician]), uuid4()
            calls.ask(self.kit, technician.actor, job, id=session)
            calls.claim(self.kit, expert.actor, job, session)
            pairs.append(Pair(job, session, technician, expert))
        return pairs

    def _token(self, tx: Transaction, person: Person) -> str:
        token = self.kit.tokens.fresh()
        login = Login(
            id=uuid4(),
            person_id=person.id,
            kind="bearer",
            token_digest=self.kit.tokens.digest(token),
            created_at=tx.now,
            expires_at=tx.now + timedelta(days=1),
        )
        tx.db.add(login)
        return token
