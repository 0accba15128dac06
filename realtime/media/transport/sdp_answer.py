"""Reads answers to our offers. A peer may be hostile, and aiortc trusts what it parses: an answer
that would do harm later, in a task or on the packet path, is refused here.
"""

import re
from collections.abc import Mapping

from aiortc.sdp import MediaDescription, SessionDescription

from realtime.media.rtp.track import FORMATS, KINDS, OPUS, REPAIRS, AcceptedFormats, Kind, RtpSource

# A browser's answer has about 6,000 characters and 100 lines. aiortc searches some kinds of line
# anew for each other line.
LONGEST = 32_768
MOST_LINES = 500
MOST_FINGERPRINTS = 8
UFRAG = re.compile(r"[a-zA-Z0-9+/]{4,256}")
PASSWORD = re.compile(r"[a-zA-Z0-9+/]{22,256}")
DIGESTS = ("sha-256", "sha-384", "sha-512")
_NAMES: Mapping[Kind, Mapping[int, str]] = {
    "audio": {OPUS: "opus"},
    "video": {**FORMATS, **dict.fromkeys(REPAIRS, "rtx")},
}


class BadDescription(ValueError):
    """The text is no answer to our offer."""


def parse_answer(sdp: str) -> SessionDescription:
    """An answer that is safe to apply. Raises BadDescription."""
    if len(sdp) > LONGEST or sdp.count("\n") > MOST_LINES:
        raise BadDescription("too long")
    try:
        answer = SessionDescription.parse(sdp)
        if [media.kind for media in answer.media] != list(KINDS):
            raise BadDescription("not an answer to our offer")
        for number, (kind, media) in enumerate(zip(KINDS, answer.media, strict=True)):
            _check(kind, media, str(number))
    except BadDescription:
        raise
    except Exception as error:  # its parser raises whatever the text makes it
        raise BadDescription(f"{type(error).__name__}: {error}") from error
    return answer


def published_sources(answer: SessionDescription) -> list[RtpSource]:
    """The sources that a publisher is about to send. Raises BadDescription."""
    sources = [
        _source(kind, media)
        for kind, media in zip(KINDS, answer.media, strict=True)
        if media.ssrc and media.direction in ("sendonly", "sendrecv")
    ]
    ssrcs = [ssrc for source in sources for ssrc in (source.ssrc, source.rtx) if ssrc]
    if len(set(ssrcs)) < len(ssrcs):
        raise BadDescription("one SSRC for two things")
    return sources


def accepted_formats(answer: SessionDescription, rtx: int) -> AcceptedFormats:
    """The formats that a viewer takes; `rtx` is the RTX SSRC of our offer."""
    payload_types = {codec.payloadType or 0 for media in answer.media for codec in media.rtp.codecs}
    repairs = {
        original: rtx_type for rtx_type, original in REPAIRS.items() if rtx_type in payload_types
    }
    formats = frozenset(payload_types & {OPUS, *FORMATS})
    return AcceptedFormats(formats, rtx if repairs else 0, repairs)


def _check(kind: Kind, media: MediaDescription, mid: str) -> None:
    if media.rtp.muxId != mid:
        raise BadDescription("another mid than ours")
    ice = media.ice
    if ice is None or UFRAG.fullmatch(ice.usernameFragment or "") is None:
        raise BadDescription("no ICE user")
    if PASSWORD.fullmatch(ice.password or "") is None:
        raise BadDescription("no ICE password")
    fingerprints = media.dtls.fingerprints if media.dtls is not None else []
    if not any(one.algorithm.lower() in DIGESTS for one in fingerprints):
        raise BadDescription("no fingerprint that can be checked")
    if len(fingerprints) > MOST_FINGERPRINTS:
        raise BadDescription("too many fingerprints")
    names = _NAMES[kind]
    for codec in media.rtp.codecs:
        if names.get(codec.payloadType or 0, "").lower() != codec.name.lower():
            raise BadDescription("a payload type that we didn't offer as this")
    if not any(one in names and one not in REPAIRS for one in media.fmt):
        raise BadDescription(f"nothing of our {kind}")


def _source(kind: Kind, media: MediaDescription) -> RtpSource:
    ssrc = media.ssrc[0].ssrc
    rtx = next(
        (
            int(group.items[1])
            for group in media.ssrc_group
            if group.semantic == "FID" and len(group.items) == 2 and group.items[0] == ssrc
        ),
        0,
    )
    if not (0 < ssrc < 2**32 and 0 <= rtx < 2**32):
        raise BadDescription("no SSRC")
    first = next(one for one in media.fmt if one in _NAMES[kind] and one not in REPAIRS)
    return RtpSource(kind, ssrc, first, rtx)
