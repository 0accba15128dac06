"""The example jobs of a newcomer's first minute, put as a phone puts its pictures."""

from collections.abc import Mapping

import urllib3

from server.kit import open_kit
from server.ops.drawn_pictures import draw
from server.settings.settings import Settings
from smarthands.upkeep.examples import add_examples


def fill(settings: Settings) -> str | None:
    """Add the examples to the world of the first start; answers with the address of the share."""
    return add_examples(open_kit(settings), draw=draw, put=_put)


def _put(url: str, headers: Mapping[str, str], content: bytes) -> None:
    answer = urllib3.request("PUT", url, body=content, headers=dict(headers), timeout=20.0)
    # A second PUT of the same bytes is refused: they are there.
    if answer.status not in (200, 412):
        raise ConnectionError(f"the store answered {answer.status} to an example picture")
