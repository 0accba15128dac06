"""The stills of one session: those for the walls of experts who watch many sites, and those that a
desk asks for out of the video."""

import base64
from collections import deque
from collections.abc import Callable
from typing import Any, TypeGuard
from uuid import UUID

import structlog

from realtime.media.forwarding.stream import LiveStream
from realtime.media.session.session_legs import SendSignal
from realtime.media.session.topology import SessionParticipant, SessionTopology
from realtime.media.session.web_api import FactRefused, WebApi
from realtime.media.stills.decoder_pool import DecoderPool, Undecodable
from realtime.media.stills.stills import WALL, NoPicture, StillImage, Stills
from realtime.media.tasks import BackgroundTasks

WALL_EVERY = 4.0
MOST_AT_ONCE = 2
MOST_ASKED, ASKED_WITHIN = 30, 60.0
"""Each still that is asked for costs two decodings, one of them in full size, and an upload."""
DESK = "expert"

log = structlog.get_logger()


class SessionStills:
    """`tick` is to be called a few times a second."""

    def __init__(
        self,
        session: str,
        decoder_pool: DecoderPool,
        web_api: WebApi,
        send: SendSignal,
        clock: Callable[[], float],
    ) -> None:
        self._session = session
        self._decoder_pool = decoder_pool
        self._web_api = web_api
        self._send = send
        self._clock = clock
        self._topology = SessionTopology({})
        self._streams: dict[str, LiveStream] = {}
        self._stills: dict[str, Stills] = {}
        self._walls_sent_at = float("-inf")
        self._taking_for_walls: set[str] = set()
        self._answering: set[str] = set()
        self._asked: deque[float] = deque(maxlen=MOST_ASKED)
        self._tasks = BackgroundTasks(lambda error: log.error("still failed", exc_info=error))

    def arrange(self, topology: SessionTopology, streams: dict[str, LiveStream]) -> None:
        watched = {person.id for person in self._topology.watching() if person.present}
        self._topology, self._streams = topology, streams
        for id in set(self._stills) - set(topology.people):
            del self._stills[id]
        for person in topology.filming():
            if person.id not in self._stills:
                forwarder = streams[person.id].forwarder
                self._stills[person.id] = Stills(forwarder, self._decoder_pool, self._clock)
        if any(person.present and person.id not in watched for person in topology.watching()):
            self._walls_sent_at = float("-inf")

    def tick(self) -> None:
        now = self._clock()
        if now - self._walls_sent_at < WALL_EVERY or not self._topology.watching():
            return
        self._walls_sent_at = now
        for person in self._topology.filming():
            if person.id not in self._taking_for_walls:
                self._taking_for_walls.add(person.id)
                self._tasks.start(self._send_to_walls(person.id, self._stills[person.id]))

    def ask(self, sender: str, request: dict[str, Any]) -> None:
        """A desk asks for a still. A request by anyone else, or one beyond the limits, gets no
        answer."""
        asker, id = self._topology.people.get(sender), request.get("value")
        if asker is None or asker.role != DESK or request.get("what") != "still" or not _is_id(id):
            return
        now = self._clock()
        flood = len(self._asked) == MOST_ASKED and now - self._asked[0] < ASKED_WITHIN
        if id in self._answering or len(self._answering) >= MOST_AT_ONCE or flood:
            log.info("still not taken", session=self._session, problem="too many are asked for")
        elif (filmer := self._last_seen()) is not None:
            self._asked.append(now)
            self._answering.add(id)
            self._tasks.start(self._answer(asker, id, filmer))

    async def close(self) -> None:
        await self._tasks.cancel()

    def _last_seen(self) -> SessionParticipant | None:
        """The participant on site whose picture came last."""

        def heard_at(person: SessionParticipant) -> float:
            return self._streams[person.id].forwarder.tracks["video"].heard_at

        return max(self._topology.filming(), key=heard_at, default=None)

    async def _send_to_walls(self, filmer: str, stills: Stills) -> None:
        try:
            still = await stills.take(WALL)
            # A filmer who has not consented may have been asked to meanwhile.
            if any(person.id == filmer for person in self._topology.filming()):
                for watcher in self._topology.watching():
                    self._show(watcher, filmer, None, still)
        except (NoPicture, Undecodable):
            return  # the signal `flow` says already that there is no picture
        finally:
            self._taking_for_walls.discard(filmer)

    async def _answer(self, asker: SessionParticipant, id: str, filmer: SessionParticipant) -> None:
        """A small still for the desk that asked, and one in full size for the job."""
        stills = self._stills[filmer.id]
        try:
            self._show(asker, filmer.id, id, await stills.take(WALL))
            await self._web_api.answer_still(self._session, id, filmer.id, await stills.take())
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
            data = {"of": of, "id": id, "jpeg": jpeg, "at": still.at.isoformat(), **size}
            self._send(to.id, to.page, "still", data)


def _is_id(value: Any) -> TypeGuard[str]:
    try:
        return isinstance(value, str) and str(UUID(value)) == value
    except ValueError:
        return False
