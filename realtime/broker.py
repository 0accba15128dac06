"""The broker: all parts of the web process that speak to sockets, put together."""

from collections.abc import Callable

from socketio import Server

from realtime.connection import Connection
from realtime.nodes.nodes import Nodes
from realtime.presence import Presence
from realtime.push import Push
from realtime.relay import Relay
from realtime.ringing import Ringing
from realtime.rooms import Rooms
from realtime.sockets.admission import Authenticate, SocketAdmission
from realtime.sockets.charges import Charges
from realtime.sockets.client_sockets import ClientSockets
from realtime.sockets.emitter import Emitter
from realtime.sockets.limits import refuse_nonsense
from realtime.sockets.lobby import Lobby
from realtime.sockets.refusals import Refusals, Tell, untold
from realtime.turns import no_turns
from smarthands.kit import Kit


class Broker:
    """Made before the kit, which announces events to it and asks it who is online; opened with the
    kit. `tell` is called for each refusal."""

    def __init__(
        self,
        server: Server,
        sent: Callable[[], None],
        tell: Tell = untold,
        wait_turn: Callable[[str], object] = no_turns,
    ) -> None:
        self._server = server
        self.charges = Charges(server.sleep, wait_turn=wait_turn)
        self.sockets = ClientSockets()
        self.refusals = Refusals(server, self.sockets, tell)
        self.rooms = Rooms()
        self.emitter = Emitter(server, sent)
        self.push = Push(self.emitter, self.sockets)
        self.nodes = Nodes()

    def open(
        self, kit: Kit, authenticate: Authenticate, caller_key: Callable[[str], str]
    ) -> list[Callable[[Kit], None]]:
        """Answer messages from now on; returns the background tasks, which run for ever."""
        relay = Relay(self.emitter, kit, self.sockets, self.rooms, self.nodes)
        presence = Presence(self.emitter, self.sockets, self.rooms, relay)
        self.push.listeners.append(Ringing(self.emitter, self.rooms, relay).hear)
        self.refusals.of_origins()
        lobby = Lobby(self._server, caller_key, self.charges, self.refusals)
        admission = SocketAdmission(self._server, authenticate, lobby, self.charges)
        connection = Connection(
            self._server, kit, self.sockets, admission, relay, presence, self.refusals
        )
        refuse_nonsense(self._server, connection.signal, self.charges)
        return [self.push.run, presence.run, relay.placing.run]
