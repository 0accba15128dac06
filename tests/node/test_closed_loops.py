"""A loop whose transports were left open closes, in tests too."""

import asyncio
import warnings

from tests.builders.peers import HERE, run


def test_a_loop_with_an_open_transport_closes() -> None:
    left: list[asyncio.DatagramTransport] = []

    async def story() -> None:
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(
            asyncio.DatagramProtocol, local_addr=(HERE, 0)
        )
        left.append(transport)

    with warnings.catch_warnings(record=True) as told:
        run(story())
    assert left
    assert ["unclosed resource" in str(each.message) for each in told] == [True]
