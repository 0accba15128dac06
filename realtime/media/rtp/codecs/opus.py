"""Opus: how long a packet sounds (RFC 6716 section 3), and its head in a file (RFC 7845 section
5.1)."""

import struct

RATE = 48_000
CHANNELS = 2
HEAD = b"OpusHead" + struct.pack("<BBHLhB", 1, CHANNELS, 0, RATE, 0, 0)
"""The pre-skip is 0, since a recording joins a stream that runs already."""
DOPS = struct.pack("!BBHLhB", 0, CHANNELS, 0, RATE, 0, 0)
"""The same head for MP4 (Encapsulation of Opus in ISO Base Media File Format, section 4.3.2)."""
LONGEST = 5_760
"""Samples of one packet."""


def samples(packet: bytes) -> int:
    """How many samples of 1/48,000 s a packet has; 0 when it is no Opus packet (RFC 6716 sections
    3.1 and 3.2)."""
    if not packet:
        return 0
    setting, count = packet[0] >> 3, packet[0] & 3
    if setting < 12:
        frame = (480, 960, 1920, 2880)[setting & 3]
    elif setting < 16:
        frame = (480, 960)[setting & 1]
    else:
        frame = 120 << (setting & 3)
    frames = (1, 2, 2)[count] if count < 3 else int.from_bytes(packet[1:2], "big") & 63
    return frame * frames if frame * frames <= LONGEST else 0
