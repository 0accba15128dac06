#!/usr/bin/env bash
# aiortc decodes a received track from its first packet on and keeps every picture until it is
# read, although nobody reads it.
#
# Versions: aiortc 1.16.0, aioice 0.13.0, PyAV 18.1.0.
# A good guess: a track that nobody reads costs nothing, or its old pictures are dropped, as in a
# browser, where a video element that is attached late begins with the present picture.
# Behaviour: each received track has a decoder thread and a queue without a bound. A late reader
# is given the first picture first, and all the others after it without a pause; a program that
# never reads, such as a server that forwards packets, loses 0.46 MB of memory for each picture of
# 640x480. There is no setting against it: `MediaBlackhole` reads, and so has everything decoded
# as well.
# Output: of ninety pictures that were sent in three seconds, the first is the first to be read
# afterwards, and more than half are still there, where one at most was expected.
# The two peers need a network address besides loopback.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
packages aiortc==1.16.0 aioice==0.13.0 av==18.1.0
seen <<'OUTPUT'
a decoder runs for a track that nobody reads: True
time of the first picture that is read afterwards: 0
more than half of the pictures had been kept: True
OUTPUT
program <<'PYTHON'
import asyncio
import threading

from aiortc import RTCConfiguration, RTCPeerConnection, VideoStreamTrack

PICTURES = 90


class Film(VideoStreamTrack):
    """Shows its pictures, thirty a second, and then nothing more."""

    def __init__(self):
        super().__init__()
        self.shown = 0
        self.over = asyncio.Event()

    async def recv(self):
        if self.shown == PICTURES:
            self.over.set()
            await asyncio.Event().wait()
        self.shown += 1
        return await super().recv()


async def kept(track):
    """The pictures that the track hands out, until none comes for two seconds."""
    pictures = []
    try:
        while True:
            pictures.append(await asyncio.wait_for(track.recv(), 2))
    except TimeoutError:
        return pictures


async def main():
    nearby = RTCConfiguration(iceServers=[])
    camera, server = RTCPeerConnection(nearby), RTCPeerConnection(nearby)
    film, tracks = Film(), []
    camera.addTrack(film)
    server.on("track", tracks.append)
    await camera.setLocalDescription(await camera.createOffer())
    await server.setRemoteDescription(camera.localDescription)
    await server.setLocalDescription(await server.createAnswer())
    await camera.setRemoteDescription(server.localDescription)
    await film.over.wait()
    await asyncio.sleep(1)

    names = [thread.name for thread in threading.enumerate()]
    print("a decoder runs for a track that nobody reads:", "video-decoder" in names)
    pictures = await kept(tracks[0])
    print("time of the first picture that is read afterwards:", pictures[0].pts)
    print("more than half of the pictures had been kept:", len(pictures) > PICTURES // 2)
    await camera.close()
    await server.close()


asyncio.run(asyncio.wait_for(main(), 120))
PYTHON
