"""The direction of video in a description is the one that is allowed, whatever its sender wrote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.sdp_video import DIRECTIONS, with_video

AUDIO = ["m=audio 9 UDP/TLS/RTP/SAVPF 111", "a=mid:0", "a=sendrecv", "a=rtpmap:111 opus/48000/2"]
VIDEO = ["m=video 9 UDP/TLS/RTP/SAVPF 96", "a=mid:1", "a=ssrc:7 cname:x"]
DATA = ["m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "a=mid:2"]
HEAD = ["v=0", "o=- 1 2 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0 1 2"]


def sdp(*lines: str, end: str = "\r\n") -> str:
    return end.join([*lines, ""])


def directions(text: str) -> list[str]:
    return [line for line in text.split("\r\n") if line in DIRECTIONS]


@pytest.mark.parametrize(
    ("told", "sends", "receives", "left"),
    [
        ("a=sendrecv", False, True, "a=recvonly"),
        ("a=sendrecv", True, False, "a=sendonly"),
        ("a=sendrecv", False, False, "a=inactive"),
        ("a=sendonly", False, True, "a=inactive"),
        ("a=recvonly", False, True, "a=recvonly"),
        ("a=recvonly", True, False, "a=inactive"),
        ("a=inactive", True, True, "a=inactive"),
        ("a=sendrecv", True, True, "a=sendrecv"),
    ],
)
def test_video_keeps_the_directions_that_are_allowed(
    told: str, sends: bool, receives: bool, left: str
) -> None:
    text = with_video(sdp(*HEAD, *AUDIO, *VIDEO, told, *DATA), sends=sends, receives=receives)
    assert directions(text) == ["a=sendrecv", left]
    assert text.startswith(sdp(*HEAD, *AUDIO, *VIDEO))
    assert text.endswith(sdp(*DATA))


@pytest.mark.parametrize(
    "lines",
    [
        [*HEAD, *VIDEO],
        [*HEAD, "a=sendonly", *VIDEO],
        [*HEAD, *VIDEO, "a=inactive", "a=sendrecv"],
        [*HEAD, *AUDIO, *VIDEO, *VIDEO],
        [*HEAD, "m=image 9 UDP/TLS/RTP/SAVPF 96", "a=sendonly"],
        [*HEAD, "m=", "a=sendonly"],
    ],
    ids=["no word", "for all", "two words", "two lines", "another medium", "no medium"],
)
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_no_way_of_writing_it_lets_video_through(lines: list[str], end: str) -> None:
    text = with_video(sdp(*lines, end=end), sends=False, receives=False)
    sections = text.split("\r\nm=")[1:]
    assert sections
    for section in sections:
        if not section.startswith("audio"):
            assert directions("\r\n" + section) == ["a=inactive"]


@given(
    st.lists(st.sampled_from([*HEAD, *AUDIO, *VIDEO, *DATA, *DIRECTIONS, "", "m=text 1"])),
    st.sampled_from(["\r\n", "\n", "\r"]),
    st.booleans(),
    st.booleans(),
)
def test_any_description_is_left_with_one_direction_a_picture(
    lines: list[str], end: str, sends: bool, receives: bool
) -> None:
    text = with_video(sdp(*lines, end=end), sends=sends, receives=receives)
    for section in text.split("\r\nm=")[1:]:
        if not section.startswith(("audio", "application")):
            [direction] = directions("\r\n" + section)
            assert sends or not DIRECTIONS[direction][0]
            assert receives or not DIRECTIONS[direction][1]
    assert with_video(text, sends=sends, receives=receives) == text
