"""Pictures that are whole and of a kind that the decoders here don't read.

Their own errors rarely tell these from damage.
"""

from workers.sandbox.heif import HeifItem, read_container
from workers.sandbox.jpeg import read_structure

# What stands for a picture, or puts it together from others.
_CODECS = {"image/heic": b"hvc1", "image/heif": b"hvc1", "image/avif": b"av01"}
_DERIVED = frozenset({b"grid", b"iden", b"iovl", b"tmap"})


def is_rare(data: bytes, media_type: str, error: Exception) -> bool:
    """Whether a decoder that refused `data` with `error` may be the one to blame."""
    if media_type == "image/jpeg":
        return read_structure(data, most_scans=1).rare
    if media_type in _CODECS:
        container = read_container(data)
        items = [container.shown]
        items += [container.items.get(each, HeifItem()) for each in container.shown.parts]
        others = {each.kind for each in items} - _DERIVED - {_CODECS[media_type], b""}
        return bool(others) or "unsupported" in str(error).lower()
    return False
