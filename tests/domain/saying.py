"""Tess's phone says that a step was taken, and the desk sees what waits for it."""

from typing import Any
from uuid import UUID

from smarthands.jobs import document
from smarthands.jobs.statements import Answer, Told, tell
from smarthands.jobs.steps import StepWords
from smarthands.model.statement import StatedVerb
from tests.builders.world import World

NO_BADGE = StepWords(reason="no badge")
DONE = StepWords(fault="a fan", work="swapped")


def seq_of(w: World, job: UUID) -> int:
    seq: int = document.document(w.kit, w.dan, job)["seq"]
    return seq


def waiting(w: World, job: UUID) -> list[dict[str, Any]]:
    statements: dict[str, dict[str, Any]] = document.document(w.kit, w.dan, job)["statements"]
    return list(statements.values())


def say(w: World, job: UUID, verb: StatedVerb, said: Told, words: StepWords = NO_BADGE) -> Answer:
    return tell(w.kit, w.tess, job, verb, words, said)
