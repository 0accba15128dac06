"""Requests of one caller, each passed on to the server behind and answered.

h11 reads both sides and writes both anew, so neither sees a byte of framing that the other chose.
"""

import asyncio

import h11

from edge.heads import Behind, Refused, to_caller, to_house
from edge.sides import CHUNK, Event, Side, closing

# A head has to be here in time, also one that comes a byte a second.
FIRST_HEAD_SECONDS = 10.0
NEXT_HEAD_SECONDS = 60.0
OPEN_SECONDS = 5.0
ANSWER_SECONDS = 120.0
QUIET_SECONDS = 120.0
# What is left of a body after an early refusal is read for a moment: who is cut off while sending
# may never see the answer.
LINGER_SECONDS = 2.0
HOUSE_AWAY = "Smart Hands does not answer. Try again in a moment."
SWITCHING = 101


async def converse(client: Side, caller: str, behind: Behind) -> None:
    """Until either side has enough. OSError when the connection breaks."""
    seconds = FIRST_HEAD_SECONDS
    while True:
        try:
            async with asyncio.timeout(seconds):
                request = await client.next()
            if not isinstance(request, h11.Request):
                return
            await exchange(client, to_house(request, caller, behind), behind)
        except Refused as refused:
            await refuse(client, refused)
            return
        except h11.RemoteProtocolError as error:
            await refuse(client, Refused(error.error_status_hint, "That is no HTTP we take."))
            return
        if client.http.our_state is not h11.DONE or client.http.their_state is not h11.DONE:
            return
        client.http.start_next_cycle()
        seconds = NEXT_HEAD_SECONDS


async def refuse(client: Side, refused: Refused) -> None:
    """Answers, where no answer has begun."""
    if client.http.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
        return
    body = f"{refused.words}\n".encode()
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        ("Connection", "close"),
    ]
    await client.send(h11.Response(status_code=refused.status, headers=headers))
    await client.send(h11.Data(body))
    await client.send(h11.EndOfMessage())


async def exchange(client: Side, request: h11.Request, behind: Behind) -> None:
    house = await opened(behind)
    async with closing(house.writer):
        try:
            await house.send(request)
        except OSError:
            raise Refused(502, HOUSE_AWAY) from None
        body = asyncio.create_task(bring_body(client, house))
        answer = asyncio.create_task(bring_answer(house, client))
        try:
            done, _ = await asyncio.wait([body, answer], return_when=asyncio.FIRST_COMPLETED)
            if body in done:
                body.result()
            if await answer == SWITCHING:
                await relay(client, house)
            elif not body.done():
                await asyncio.wait([body], timeout=LINGER_SECONDS)
        finally:
            await ended(body, answer)


async def opened(behind: Behind) -> Side:
    try:
        async with asyncio.timeout(OPEN_SECONDS):
            wires = await asyncio.open_connection(behind.host, behind.port, ssl=behind.tls or None)
    except OSError:
        raise Refused(502, HOUSE_AWAY) from None
    return Side(h11.CLIENT, *wires)


async def bring_body(client: Side, house: Side) -> None:
    """The request's body to its end, also when the house has stopped listening."""
    listening = True
    while True:
        event = await client.next()
        if not isinstance(event, h11.Data | h11.EndOfMessage):
            raise ConnectionResetError
        # Trailers are for nobody here.
        passed = event if isinstance(event, h11.Data) else h11.EndOfMessage()
        if listening:
            try:
                await house.send(passed)
            except (ConnectionError, h11.LocalProtocolError):
                listening = False
        if isinstance(event, h11.EndOfMessage):
            return


async def bring_answer(house: Side, client: Side) -> int:
    """The house's answer to its end; its status."""
    status = 0
    while True:
        event = await heard(house)
        if isinstance(event, h11.InformationalResponse):
            status = event.status_code
            await client.send(event)
            if status == SWITCHING:
                return status
        elif isinstance(event, h11.Response):
            status = event.status_code
            await client.send(to_caller(event))
        elif isinstance(event, h11.Data):
            await client.send(event)
        elif isinstance(event, h11.EndOfMessage):
            await client.send(h11.EndOfMessage())
            return status
        else:
            raise Refused(502, HOUSE_AWAY)


async def heard(house: Side) -> Event:
    try:
        return await house.next(ANSWER_SECONDS)
    except TimeoutError:
        raise Refused(504, HOUSE_AWAY) from None
    except (OSError, h11.RemoteProtocolError):
        raise Refused(502, HOUSE_AWAY) from None


async def relay(client: Side, house: Side) -> None:
    """Bytes both ways until one side ends."""
    ways = [asyncio.create_task(pour(client, house)), asyncio.create_task(pour(house, client))]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await ended(*ways)


async def pour(source: Side, into: Side) -> None:
    data, over = source.http.trailing_data
    while not over:
        if data:
            await into.write(data)
        async with asyncio.timeout(QUIET_SECONDS):
            data = await source.reader.read(CHUNK)
        over = not data


async def ended(*tasks: asyncio.Task[int] | asyncio.Task[None]) -> None:
    """They are over, and what became of them is known already or of no use."""
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    for task in tasks:
        _ = task.cancelled() or task.exception()
