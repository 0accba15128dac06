"""The phone's side of an upload: a plain HTTP PUT, to a real S3 or to the store in memory."""

import urllib.error
import urllib.request
from collections.abc import Mapping

from storage.answered import DESCRIBING
from storage.memory import MemoryObjects


def put(memory: MemoryObjects, url: str, headers: Mapping[str, str], content: bytes) -> int:
    """Send exactly these headers; answers with the HTTP status."""
    if url.startswith("memory:"):
        unsigned = tuple(name for name in DESCRIBING if name in headers)
        return memory.upload(url, content, headers.get("Content-Type", ""), unsigned)
    request = urllib.request.Request(url, content, dict(headers), method="PUT")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        refused.close()
        return refused.code
