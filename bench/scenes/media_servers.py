"""The servers that `make bench NAME=media` compares, each behind the same four handles."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Page

from bench.scenes import janus
from bench.scenes.orders import Orders

KBITS = 1_500
KBITS_ASKED = 1_650
"""The bitrate that Chromium is asked for where it makes the offer, as Janus needs: there it sends a
tenth less than it should, and all servers must have the same work."""
STREAM = "call"


@dataclass
class Server:
    """A server; `film` connects the page, and `viewer` gives an offer and a function that takes the
    answer."""

    pid: int
    film: Callable[[Page], Awaitable[None]]
    viewer: Callable[[], Awaitable[tuple[str, Callable[[str], Awaitable[Any]]]]]
    end: Callable[[], Awaitable[None]]


def ordered_server(orders: Orders, pid: int) -> Server:
    """Our node and MediaRelay, which both offer on each leg."""

    async def film(page: Page) -> None:
        leg = await orders.ask("publisher", stream=STREAM)
        answer = await page.evaluate("([sdp, rate]) => answer(sdp, rate)", [leg["sdp"], KBITS])
        await orders.ask("answer", leg=leg["leg"], sdp=answer)

    async def viewer() -> tuple[str, Callable[[str], Awaitable[Any]]]:
        leg = await orders.ask("viewer", stream=STREAM)
        return leg["sdp"], lambda sdp: orders.ask("answer", leg=leg["leg"], sdp=sdp)

    async def end() -> None:
        await orders.ask("end", stream=STREAM)

    return Server(pid, film, viewer, end)


def videoroom(url: str, pid: int) -> Server:
    handles: list[janus.Handle] = []
    feeds: list[int] = []

    async def film(page: Page) -> None:
        handles.append(await janus.Handle.open(url))
        feed, answer = await handles[0].publish(await page.evaluate("offer()"))
        feeds.append(feed)
        await page.evaluate("([sdp, rate]) => accept(sdp, rate)", [answer, KBITS_ASKED])
        await handles[0].up()

    async def viewer() -> tuple[str, Callable[[str], Awaitable[Any]]]:
        handle = await janus.Handle.open(url)
        handles.append(handle)
        return await handle.subscribe(feeds[0]), handle.start

    async def end() -> None:
        for handle in reversed(handles):
            await handle.close()
        handles.clear()
        feeds.clear()

    return Server(pid, film, viewer, end)
