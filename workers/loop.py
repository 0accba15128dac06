"""The worker's round: claim what is due, do it, settle it; beat, and sweep now and then."""

import threading
import time
from collections.abc import Callable, Mapping
from secrets import token_hex

import structlog

from smarthands.errors import Problem
from smarthands.evidence.sealing import RENDITIONS
from smarthands.kit import Kit
from smarthands.recordings import sweep
from smarthands.recordings.sealing import VERIFICATION
from smarthands.sessions import ending, report, stills, unseating
from smarthands.sessions.ending import REPORT
from smarthands.sessions.stills import STILL_EXPIRY
from smarthands.upkeep import deliveries, sweeps
from smarthands.upkeep.deliveries import Owed
from workers.consumers.renditions import develop, give_up
from workers.consumers.verify_recording import reread

BEAT_SECONDS = 5.0
IDLE_SECONDS = 0.25
SWEEP_SECONDS = 600.0
ABANDONED_SECONDS = 60.0
"""Longer than the web process takes to write down who is there."""
Handler = Callable[[Kit, Owed], None]


def _report(kit: Kit, owed: Owed) -> None:
    report.report(kit, owed.subject_id)


def _miss_still(kit: Kit, owed: Owed) -> None:
    stills.miss(kit, owed.subject_id)


def _nothing(_kit: Kit, _owed: Owed) -> None:
    """Nobody waits: the fact stands without what would have followed it."""


HANDLERS: Mapping[str, Handler] = {
    RENDITIONS: develop,
    REPORT: _report,
    STILL_EXPIRY: _miss_still,
    VERIFICATION: reread,
}
LAST_WORDS: Mapping[str, Handler] = {
    RENDITIONS: give_up,
    REPORT: _nothing,
    STILL_EXPIRY: _nothing,
    VERIFICATION: _nothing,
}
"""Said when a delivery is given up: whoever waits for it must not wait for ever."""

log = structlog.get_logger()


class Worker:
    """One process. Several may run: a lease keeps them apart."""

    def __init__(self, kit: Kit, *, handlers: Mapping[str, Handler] = HANDLERS) -> None:
        self._kit = kit
        self._handlers = handlers
        self._name = token_hex(8)
        self._stop = threading.Event()
        self._lease: str | None = None
        self._swept = 0.0
        self._looked = 0.0
        self._abandoned: ending.Abandoned = {}

    def stop(self) -> None:
        """End after the delivery at hand."""
        self._stop.set()

    def run(self) -> None:
        threading.Thread(target=self._beat, daemon=True).start()
        while not self._stop.is_set():
            if not self.step():
                self._stop.wait(IDLE_SECONDS)

    def step(self) -> bool:
        """Do one thing that is due; False when nothing was, or the database was busy."""
        try:
            self._lease = token_hex(8)
            owed = deliveries.claim(self._kit, list(self._handlers), lease=self._lease)
            if owed is None:
                self._look_at_sessions()
                self._sweep()
                return False
            self._do(owed)
        except (Problem, ConnectionError) as trouble:
            log.warning("worker waits", problem=str(trouble)[:200])
            return False
        finally:
            self._lease = None
        return True

    def _do(self, owed: Owed) -> None:
        try:
            self._handlers[owed.consumer](self._kit, owed)
        except (Problem, ConnectionError) as trouble:
            deliveries.wait_out(self._kit, owed, f"{type(trouble).__name__}: {trouble}")
            log.warning("delivery waits", consumer=owed.consumer, problem=str(trouble)[:200])
        except Exception as error:
            if owed.last_chance:
                # First: a worker killed in between tries once more, and nobody is left waiting.
                LAST_WORDS[owed.consumer](self._kit, owed)
            again = deliveries.postpone(self._kit, owed, f"{type(error).__name__}: {error}")
            log.warning(
                "delivery failed",
                consumer=owed.consumer,
                failures=owed.failures + 1,
                again=again,
                problem=type(error).__name__,
            )
        else:
            deliveries.settle(self._kit, owed)

    def _look_at_sessions(self) -> None:
        if time.monotonic() - self._looked >= ABANDONED_SECONDS or not self._looked:
            self._looked = time.monotonic()
            if ended := ending.end_abandoned(self._kit, self._abandoned):
                log.info("sessions nobody was in ended", number=ended)
            self._abandoned = ending.abandoned(self._kit)
            unseating.unseat_expired(self._kit)

    def _sweep(self) -> None:
        if time.monotonic() - self._swept < SWEEP_SECONDS and self._swept:
            return
        self._swept = time.monotonic()
        sweeps.sweep_deliveries(self._kit)
        sweeps.sweep_doors(self._kit)
        self._complete()
        refused: list[ConnectionError] = []
        uploads = sweeps.sweep_uploads(self._kit, refused=refused.append)
        strays = sweeps.sweep_strays(self._kit, refused=refused.append)
        if uploads or strays:
            log.info("swept", uploads=uploads, strays=strays)
        if refused:
            log.warning("objects stay", number=len(refused), problem=str(refused[0])[:200])

    def _complete(self) -> None:
        refused: list[Exception] = []
        if completed := sweep.sweep_recordings(self._kit, refused=refused.append):
            log.info("recordings that nobody ended completed", number=completed)
        if refused:
            log.error("recordings stay open", number=len(refused), problem=str(refused[0])[:200])

    def _beat(self) -> None:
        """In a thread of its own: a slow photo is no sign of death."""
        while not self._stop.is_set():
            try:
                deliveries.beat(self._kit, f"worker/{self._name}", lease=self._lease)
            except Problem as problem:
                log.warning("no beat", code=problem.code.value)
            except Exception as error:  # ended in silence, it would leave the lease to others
                log.error("no beat", exc_info=error)
            self._stop.wait(BEAT_SECONDS)
