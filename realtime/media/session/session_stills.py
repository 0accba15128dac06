"""Stills of one session: on the walls of those who only want to look now and then, and those that
somebody at a desk asks for out of the video."""

import base64
from collections import deque
from collections.abc import Callable
from typing import Any, TypeGuard
from uuid import UUID

import structlog

from realtime.media.forwarding.stream import Stream
from realtime.media.session.session_legs import SendSignal
from realtime.media.session.topology import SessionParticipant, SessionTopology
from realtime.media.session.web_api import FactRefused, WebApi
from realtime.media.stills.decoder_pool import DecoderPool
from realtime.media.stills.stills import WALL, NoPicture, StillImage, Stills, Undecodable
from realtime.media.tasks import BackgroundTasks

WALL_EVERY = 4.0
MOST_AT_ONCE = 2
MOST_ASKED, ASKED_WITHIN = 30, 60.0
"""Each costs two pictures decoded, one of them in full, and an upload."""
DESK = "expert"

log = structlog.get_logger()


class SessionStills:
    """`speak` says something to one page of one participant; `tick` is to be called a few times a
    second."""

    def __init__(
        self,
        session: str,
        darkroom: DecoderPool,
        house: WebApi,
        speak: SendSignal,
        clock: Callable[[], float],
    ) -> None:
        self._session = session
        self._darkroom = darkroom
        self._house = house
        self._speak = speak
        self._clock = clock
        self._seating = SessionTopology({})
        self._streams: dict[str, Stream] = {}
        self._stills: dict[str, Stills] = {}
        self._hung = float("-inf")
        self._hanging: set[str] = set()
        self._answering: set[str] = set()
        self._asked: deque[float] = deque(maxlen=MOST_ASKED)
        self._tasks = BackgroundTasks(lambda error: log.error("still failed", exc_info=error))

    def arrange(self, seating: SessionTopology, streams: dict[str, Stream]) -> None:
        watched = {one.id for one in self._seating.watching() if one.present}
        self._seating, self._streams = seating, streams
        for id in set(self._stills) - set(seating.people):
            del self._stills[id]
        for one in seating.filming():
            if one.id not in self._stills:
                forwarder = streams[one.id].forwarder
                self._stills[one.id] = Stills(forwarder, self._darkroom, self._clock)
        if any(one.present and one.id not in watched for one in seating.watching()):
            self._hung = float("-inf")

    def tick(self) -> None:
        now = self._clock()
        if now - self._hung < WALL_EVERY or not self._seating.watching():
            return
        self._hung = now
        for one in self._seating.filming():
            if one.id not in self._hanging:
                self._hanging.add(one.id)
                self._tasks.begin(self._hang(one.id, self._stills[one.id]))

    def ask(self, sender: str, asked: dict[str, Any]) -> None:
        """A key was pressed at a desk; whoever else asks, or asks on and on, is not answered."""
        asker, id, now = self._seating.people.get(sender), asked.get("value"), self._clock()
        if asker is None or asker.role != DESK or asked.get("what") != "still" or not _is_id(id):
            return
        flood = len(self._asked) == MOST_ASKED and now - self._asked[0] < ASKED_WITHIN
        if id in self._answering or len(self._answering) >= MOST_AT_ONCE or flood:
            log.info("still not taken", session=self._session, problem="too many are asked for")
        elif (one := self._seen()) is not None:
            self._asked.append(now)
            self._answering.add(id)
            self._tasks.begin(self._answer(asker, id, one))

    async def close(self) -> None:
        await self._tasks.cancel()

    def _seen(self) -> SessionParticipant | None:
        """Of several on site, whose picture came last."""

        def came(one: SessionParticipant) -> float:
            return self._streams[one.id].forwarder.tracks["video"].heard_at

        return max(self._seating.filming(), key=came, default=None)

    async def _hang(self, of: str, stills: Stills) -> None:
        try:
            still = await stills.take(WALL)
            # Who has not consented yet may have been asked meanwhile.
            if any(one.id == of for one in self._seating.filming()):
                for watcher in self._seating.watching():
                    self._show(watcher, of, None, still)
        except (NoPicture, Undecodable):
            return  # the flow says already that there is no picture
        finally:
            self._hanging.discard(of)

    async def _answer(self, asker: SessionParticipant, id: str, one: SessionParticipant) -> None:
        """For whoever pressed the key, and for the job."""
        stills = self._stills[one.id]
        try:
            self._show(asker, one.id, id, await stills.take(WALL))
            await self._house.answer_still(self._session, id, one.id, await stills.take())
        except (NoPicture, Undecodable) as error:
            log.info("no still", problem=str(error))
        except FactRefused as error:
            log.warning("still refused", problem=str(error))
        finally:
            self._answering.discard(id)

    def _show(self, to: SessionParticipant, of: str, id: str | None, still: StillImage) -> None:
        if to.page is not None:
            jpeg = base64.b64encode(still.jpeg).decode()
            size = {"width": still.width, "height": still.height}
            said = {"of": of, "id": id, "jpeg": jpeg, "at": still.at.isoformat(), **size}
            self._speak(to.id, to.page, "still", said)


def _is_id(value: Any) -> TypeGuard[str]:
    try:
        return isinstance(value, str) and str(UUID(value)) == value
    except ValueError:
        return False
