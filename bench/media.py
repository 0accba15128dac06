"""The CPU of a server that forwards video: ours, Debian's Janus, and aiortc's MediaRelay.

`make bench NAME=media`. One page of Chromium films for each in turn, 720p30 VP8 at 1.5 Mbit/s and
Opus; the viewers are those of `bench/scenes/viewers.py`. docs/benchmarks.md says more.
BENCH_SECONDS changes how long is measured.
"""

import asyncio
import os
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median
from typing import Any

from playwright.async_api import Page

from bench.harness import OURS_ALONE, ROUNDS, cpu_seconds, report
from bench.scenes import janus
from bench.scenes.camera import chromium, page
from bench.scenes.media_servers import STREAM, Server, ordered_server, videoroom
from bench.scenes.orders import Orders, listening, process
from bench.scenes.picture import filmed

SECONDS = float(os.environ.get("BENCH_SECONDS", "8"))
SETTLE = 3.0
LEAST_FPS = 29.0
LEAST_KBITS, TRIES = 1_400, 3
KINDS = ("1_1", "1_3", "1_3_recorded")

Found = dict[str, list[dict[str, Any]]]


async def join(server: Server, crowd: Orders) -> None:
    offer, answered = await server.viewer()
    watcher = await crowd.ask("watch", offer=offer)
    await answered(watcher["sdp"])
    await crowd.ask("seen", watcher=watcher["watcher"])


async def measured(server: Server, page: Page, crowd: Orders) -> dict[str, Any]:
    """A measurement is repeated when Chromium itself sent less than it should: then the machine was
    busy with something else, and servers would be compared at different work."""
    for tried in range(1, TRIES + 1):
        figures = await looked_at(server, page, crowd) | {"tries": tried}
        sent = figures["publisher"]
        if sent["fps"] >= LEAST_FPS and sent["kbit_s"] >= LEAST_KBITS:
            break
    return figures


async def looked_at(server: Server, page: Page, crowd: Orders) -> dict[str, Any]:
    """The figures over SECONDS: CPU a second, what was sent, and what each viewer received."""
    await asyncio.sleep(SETTLE)
    before, sent = cpu_seconds(server.pid), await page.evaluate("sent()")
    since = time.monotonic()
    viewers = await crowd.ask("during", seconds=SECONDS)
    took, passed = cpu_seconds(server.pid) - before, time.monotonic() - since
    after = await page.evaluate("sent()")
    span = (after["at"] - sent["at"]) / 1e3
    publisher = {
        "fps": round((after["frames"] - sent["frames"]) / span, 2),
        "kbit_s": round((after["bytes"] - sent["bytes"]) * 8e-3 / span),
        "packets_s": round((after["packets"] - sent["packets"]) / span),
        "size": f"{after['width']}x{after['height']}",
        "keyframes": after["keys"] - sent["keys"],
        "resent": after["resent"] - sent["resent"],
    }
    return {"cpu_s_per_s": round(took / passed, 5), "publisher": publisher, "viewers": viewers}


class Recording:
    """The cost of a stream that our node also records, to its end in S3."""

    def __init__(self, node: Orders, house: str, folder: Path) -> None:
        self.node, self.house, self.folder = node, house, folder

    async def measured(self, server: Server, page: Page, crowd: Orders) -> dict[str, Any]:
        """The figures of `measured`, but hashing, writing and uploading count to their ends."""
        before, since = cpu_seconds(server.pid), time.monotonic()
        arguments = {"house": self.house, "folder": str(self.folder)}
        await self.node.ask("record", stream=STREAM, **arguments)
        figures = await measured(server, page, crowd)
        recording = await self.node.ask("recorded", stream=STREAM)
        took, passed = cpu_seconds(server.pid) - before, time.monotonic() - since
        if not recording["uploaded"]:
            raise SystemExit(f"nothing was recorded: {recording}")
        return figures | {"cpu_s_per_s": round(took / passed, 5), "recorded": recording}


async def round_of(
    server: Server, page: Page, crowd: Orders, recording: Recording | None
) -> list[dict[str, Any]]:
    """The figures with one viewer, with three, and with three and a recording."""
    await server.film(page)
    try:
        await join(server, crowd)
        one = await measured(server, page, crowd)
        for _ in range(2):
            await join(server, crowd)
        figures = [one, await measured(server, page, crowd)]
        if recording is not None:
            figures.append(await recording.measured(server, page, crowd))
        return figures
    finally:
        await crowd.ask("close")
        await page.evaluate("stop()")
        await server.end()


async def peers(stack: AsyncExitStack, folder: Path) -> dict[str, Server]:
    url, pid = await stack.enter_async_context(janus.running(folder))
    relay, relay_pid, _ = await stack.enter_async_context(process("bench.scenes.relaying"))
    return {"janus": videoroom(url, pid), "mediarelay": ordered_server(relay, relay_pid)}


async def compare(folder: Path) -> Found:
    figures: Found = {}
    async with AsyncExitStack() as house:
        ours, pid, _ = await house.enter_async_context(process("bench.scenes.forwarding"))
        servers = {"ours": ordered_server(ours, pid)}
        _, port = await house.enter_async_context(listening("bench.scenes.fake_uploads"))
        recording = Recording(ours, f"http://127.0.0.1:{port}", folder)
        if not OURS_ALONE:
            servers |= await peers(house, folder / "janus")
        crowd, _, _ = await house.enter_async_context(process("bench.scenes.viewers"))
        browser = await house.enter_async_context(chromium(filmed(folder / "film.y4m")))
        filming = await page(browser, "camera.html")
        await filming.evaluate("camera()")
        for number in range(ROUNDS):
            for name, server in servers.items():
                also = recording if name == "ours" else None
                measures = await round_of(server, filming, crowd, also)
                for kind, one in zip(KINDS, measures, strict=False):
                    figures.setdefault(f"{name}_{kind}", []).append(one)
            latest = {name: rounds[-1]["cpu_s_per_s"] for name, rounds in figures.items()}
            print(f"round {number + 1}: {latest}", file=sys.stderr, flush=True)
    return figures


def shown(rounds: list[dict[str, Any]]) -> dict[str, Any]:
    """The worst figure of any viewer, and the middle of the rest."""
    viewers = [viewer for one in rounds for viewer in one["viewers"]]
    slowest = min(viewer["fps"] for viewer in viewers)
    return {
        "cpu_s_per_s": median(one["cpu_s_per_s"] for one in rounds),
        "published": {
            key: median(one["publisher"][key] for one in rounds)
            for key in ("fps", "kbit_s", "packets_s")
        }
        | {"tries": max(one["tries"] for one in rounds)}
        | {"size": sorted({one["publisher"]["size"] for one in rounds})},
        "viewer_fps": {"median": median(v["fps"] for v in viewers), "min": slowest},
        "viewer_kbit_s": median(viewer["kbit_s"] for viewer in viewers),
        "freezes": sum(viewer["freezes"] for viewer in viewers),
        "longest_gap_ms": max(viewer["longest_gap_ms"] for viewer in viewers),
        "fell_under_29_fps": slowest < LEAST_FPS,
    }


def ratios(figures: Found) -> dict[str, list[float]]:
    def over(ours: str, theirs: str) -> list[float]:
        pairs = zip(figures[ours], figures[theirs], strict=True)
        return [one["cpu_s_per_s"] / other["cpu_s_per_s"] for one, other in pairs]

    recorded = zip(
        figures["ours_1_3_recorded"], figures["ours_1_3"], figures["ours_1_1"], strict=True
    )
    own = {
        "recording_vs_forward_1_1": [
            (with_it["cpu_s_per_s"] - without["cpu_s_per_s"]) / one["cpu_s_per_s"]
            for with_it, without, one in recorded
        ],
    }
    if OURS_ALONE:
        return own
    return {
        "forward_1_1_vs_janus": over("ours_1_1", "janus_1_1"),
        "forward_1_3_vs_janus": over("ours_1_3", "janus_1_3"),
        "forward_1_1_vs_mediarelay": over("ours_1_1", "mediarelay_1_1"),
        **own,
    }


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="smarthands-bench-") as name:
        figures = asyncio.run(compare(Path(name)))
    raw = {name: shown(rounds) for name, rounds in figures.items()}
    report("media", ratios(figures), {**raw, "rounds": ROUNDS, "seconds": SECONDS})
    slow = [
        name for name, told in raw.items() if name.startswith("ours") and told["fell_under_29_fps"]
    ]
    if slow:
        raise SystemExit(f"a viewer of ours fell under {LEAST_FPS} frames a second: {slow}")


if __name__ == "__main__":
    main()
