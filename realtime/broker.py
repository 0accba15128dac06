"""The broker: everything that this process has to say to sockets, put together."""

from collections.abc import Callable

from socketio import Server

from realtime.connection import Authenticate, Connection
from realtime.nodes.nodes import Nodes
from realtime.presence import Presence
from realtime.push import Push
from realtime.relay import Relay
from realtime.ringing import Ringing
from realtime.rooms import Rooms
from realtime.sockets.connected import Sockets
from realtime.sockets.limits import refuse_nonsense
from realtime.sockets.lobby import Lobby
from realtime.sockets.post import Post
from smarthands.kit import Kit


class Broker:
    """Made before the kit, which announces to it and asks it who is online; opened with it."""

    def __init__(self, server: Server, sent: Callable[[], None]) -> None:
        self._server = server
        self.sockets = Sockets()
        self.rooms = Rooms()
        self.post = Post(server, sent)
        self.push = Push(self.post, self.sockets)
        self.nodes = Nodes()

    def open(
        self, kit: Kit, authenticate: Authenticate, household: Callable[[str], str]
    ) -> list[Callable[[Kit], None]]:
        """Answer messages from now on; returns what is to run beside, for ever."""
        relay = Relay(self.post, kit, self.sockets, self.rooms, self.nodes)
        presence = Presence(self.post, self.sockets, self.rooms, relay)
        self.push.listeners.append(Ringing(self.post, self.rooms, relay).hear)
        lobby = Lobby(self._server, household)
        refuse_nonsense(self._server, relay.signal)
        Connection(self._server, kit, self.sockets, lobby, authenticate, relay, presence)
        return [self.push.run, presence.run, relay.placing.run]
