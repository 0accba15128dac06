"""The direction of video in a session description that goes from page to page (RFC 8866, RFC 8829).

Neither side negotiates video that the other side was never told of, whatever it asks for: its
browser takes in nothing on a line that it has not agreed to receive.
"""

import re

LINE_END = re.compile(r"\r\n|\r|\n")
DIRECTIONS = {
    "a=sendrecv": (True, True),
    "a=sendonly": (True, False),
    "a=recvonly": (False, True),
    "a=inactive": (False, False),
}
LINES = {both: line for line, both in DIRECTIONS.items()}
WITHOUT_PICTURE = ("m=audio", "m=application")
DEFAULT = (True, True)
"""The direction of a line that names none, here or for the whole session."""


def with_video(sdp: str, *, sends: bool, receives: bool) -> str:
    """The description with video in the directions alone that are allowed to its sender. What is
    neither sound nor data counts as video."""
    head, *sections = _sections(LINE_END.split(sdp))
    for_all = next((DIRECTIONS[line] for line in head if line in DIRECTIONS), DEFAULT)
    lines = list(head)
    for section in sections:
        if section[0].split(" ")[0] in WITHOUT_PICTURE:
            lines += section
            continue
        own = [DIRECTIONS[line] for line in section if line in DIRECTIONS] or [for_all]
        allowed = sends and any(each for each, _ in own), receives and any(each for _, each in own)
        rest = [line for line in section if line not in DIRECTIONS and line]
        lines += [*rest, LINES[allowed]]
    return "\r\n".join([line for line in lines if line]) + "\r\n"


def _sections(lines: list[str]) -> list[list[str]]:
    """The lines of the session, then those of each medium, which begin with its `m=`."""
    sections: list[list[str]] = [[]]
    for line in lines:
        if line.startswith("m="):
            sections.append([])
        sections[-1].append(line)
    return sections
