"""The reverse proxy: each request of a caller is passed on to the backend, and answered.

h11 reads and rewrites both sides, so neither sees a byte of framing that the other side chose.
"""

import asyncio

import h11

from edge.heads import Backend, RefusedRequest, to_backend, to_caller
from edge.sides import CHUNK, Event, Side, closing

# A head has to be complete in time, also one that comes a byte a second.
FIRST_HEAD_SECONDS = 10.0
NEXT_HEAD_SECONDS = 60.0
OPEN_SECONDS = 5.0
ANSWER_SECONDS = 120.0
QUIET_SECONDS = 120.0
# The rest of a body is read for a moment after an early refusal: a caller who is cut off while
# sending may never see the response.
LINGER_SECONDS = 2.0
BACKEND_AWAY = "Smart Hands does not answer. Try again in a moment."
SWITCHING = 101


async def converse(client: Side, caller: str, backend: Backend) -> None:
    """Passes requests on until either side ends. OSError when the connection breaks."""
    seconds = FIRST_HEAD_SECONDS
    while True:
        try:
            async with asyncio.timeout(seconds):
                request = await client.next()
            if not isinstance(request, h11.Request):
                return
            await exchange(client, to_backend(request, caller, backend), backend)
        except RefusedRequest as refused:
            await refuse(client, refused)
            return
        except h11.RemoteProtocolError as error:
            await refuse(
                client, RefusedRequest(error.error_status_hint, "That is no HTTP we take.")
            )
            return
        if client.http.our_state is not h11.DONE or client.http.their_state is not h11.DONE:
            return
        client.http.start_next_cycle()
        seconds = NEXT_HEAD_SECONDS


async def refuse(client: Side, refused: RefusedRequest) -> None:
    """Sends the refusal, unless a response has begun."""
    if client.http.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
        return
    body = f"{refused.text}\n".encode()
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        ("Connection", "close"),
    ]
    await client.send(h11.Response(status_code=refused.status, headers=headers))
    await client.send(h11.Data(body))
    await client.send(h11.EndOfMessage())


async def exchange(client: Side, request: h11.Request, backend: Backend) -> None:
    server = await connect(backend)
    async with closing(server.writer):
        try:
            await server.send(request)
        except OSError:
            raise RefusedRequest(502, BACKEND_AWAY) from None
        body = asyncio.create_task(send_body(client, server))
        response = asyncio.create_task(send_response(server, client))
        try:
            done, _ = await asyncio.wait([body, response], return_when=asyncio.FIRST_COMPLETED)
            if body in done:
                body.result()
            if await response == SWITCHING:
                await relay(client, server)
            elif not body.done():
                await asyncio.wait([body], timeout=LINGER_SECONDS)
        finally:
            await cancel(body, response)


async def connect(backend: Backend) -> Side:
    try:
        async with asyncio.timeout(OPEN_SECONDS):
            streams = await asyncio.open_connection(
                backend.host, backend.port, ssl=backend.tls or None
            )
    except OSError:
        raise RefusedRequest(502, BACKEND_AWAY) from None
    return Side(h11.CLIENT, *streams)


async def send_body(client: Side, server: Side) -> None:
    """Sends the request's body to its end, also when the backend has stopped listening."""
    listening = True
    while True:
        event = await client.next()
        if not isinstance(event, h11.Data | h11.EndOfMessage):
            raise ConnectionResetError
        # Trailers are dropped: no backend of ours reads them.
        passed = event if isinstance(event, h11.Data) else h11.EndOfMessage()
        if listening:
            try:
                await server.send(passed)
            except (ConnectionError, h11.LocalProtocolError):
                listening = False
        if isinstance(event, h11.EndOfMessage):
            return


async def send_response(server: Side, client: Side) -> int:
    """Sends the backend's response to its end, and returns its status."""
    status = 0
    while True:
        event = await next_event(server)
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
            raise RefusedRequest(502, BACKEND_AWAY)


async def next_event(server: Side) -> Event:
    try:
        return await server.next(ANSWER_SECONDS)
    except TimeoutError:
        raise RefusedRequest(504, BACKEND_AWAY) from None
    except (OSError, h11.RemoteProtocolError):
        raise RefusedRequest(502, BACKEND_AWAY) from None


async def relay(client: Side, server: Side) -> None:
    """Sends bytes both ways until one side ends."""
    directions = [
        asyncio.create_task(pour(client, server)),
        asyncio.create_task(pour(server, client)),
    ]
    try:
        await asyncio.wait(directions, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await cancel(*directions)


async def pour(source: Side, into: Side) -> None:
    data, over = source.http.trailing_data
    while not over:
        if data:
            await into.write(data)
        async with asyncio.timeout(QUIET_SECONDS):
            data = await source.reader.read(CHUNK)
        over = not data


async def cancel(*tasks: asyncio.Task[int] | asyncio.Task[None]) -> None:
    """Cancels the tasks and waits for them; their results are known already or of no use."""
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    for task in tasks:
        _ = task.cancelled() or task.exception()
