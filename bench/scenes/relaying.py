"""The peer `MediaRelay` of aiortc, as its examples use it: each packet is decoded, and encoded anew
for each viewer.

It takes the same orders as `forwarding`.

`python -m bench.scenes.relaying PORT`
"""

import itertools
import sys
from typing import Any
from unittest.mock import patch

import uvloop
from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.contrib.media import MediaRelay
from aiortc.rtcrtpsender import RTCRtpSender

from bench.scenes.orders import Desk, own_address


class Relay:
    """The relay, which is asked for one stream at a time."""

    def __init__(self) -> None:
        self._relay = MediaRelay()
        self._tracks: list[MediaStreamTrack] = []
        self._legs: dict[int, RTCPeerConnection] = {}
        self._numbers = itertools.count(1)

    async def publisher(self, stream: str) -> dict[str, Any]:
        connection = self._connection()
        for kind in ("audio", "video"):
            self._prefer(connection.addTransceiver(kind, direction="recvonly"), kind)
        self._tracks = []
        connection.on("track", self._tracks.append)
        return await self._offer(connection)

    async def viewer(self, stream: str) -> dict[str, Any]:
        connection = self._connection()
        for track in sorted(self._tracks, key=lambda one: one.kind):
            connection.addTrack(self._relay.subscribe(track))
        for transceiver in connection.getTransceivers():
            transceiver.direction = "sendonly"
            self._prefer(transceiver, transceiver.kind)
        return await self._offer(connection)

    async def answer(self, leg: int, sdp: str) -> None:
        await self._legs[leg].setRemoteDescription(RTCSessionDescription(sdp, "answer"))

    async def end(self, stream: str) -> None:
        legs, self._legs = self._legs, {}
        for connection in legs.values():
            await connection.close()

    @staticmethod
    def _connection() -> RTCPeerConnection:
        return RTCPeerConnection(RTCConfiguration(iceServers=[]))

    @staticmethod
    def _prefer(transceiver: Any, kind: str) -> None:
        wanted = {"video": ("video/VP8", "video/rtx"), "audio": ("audio/opus",)}[kind]
        capabilities = RTCRtpSender.getCapabilities(kind).codecs
        transceiver.setCodecPreferences([one for one in capabilities if one.mimeType in wanted])

    async def _offer(self, connection: RTCPeerConnection) -> dict[str, Any]:
        number = next(self._numbers)
        self._legs[number] = connection
        with patch("aioice.ice.get_host_addresses", lambda **_: [own_address()]):
            await connection.setLocalDescription()
        return {"leg": number, "sdp": connection.localDescription.sdp}


async def main(port: int) -> None:
    relay = Relay()
    verbs = ("publisher", "viewer", "answer", "end")
    await Desk({verb: getattr(relay, verb) for verb in verbs}).open(port)


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
