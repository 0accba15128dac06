#!/usr/bin/env bash
# aiortc's RTCP parser takes a transport-wide congestion control report for a list of lost packets.
#
# Version: aiortc 1.16.0.
# A good guess: RTCP packets of a feedback format that aiortc doesn't support are passed over, as
# unknown packet types are, or they keep their bytes, so that they can be passed on.
# Behaviour: whatever the format is, `RtcpRtpfbPacket.lost` is read as if it were that of a generic
# NACK (format 1): the base sequence, the count and the chunks of a report (format 15, which
# Chromium sends many times a second once it is negotiated) become sequence numbers "lost". Three
# packets that all arrived are twelve lost ones. Writing the packet back raises. So whoever forwards
# or answers feedback has to look at `fmt` first, and keep the datagram for what isn't a NACK.
# Output: a report that three packets arrived, as it is read; then whether it can be written again.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
packages aiortc==1.16.0 av==18.1.0
seen <<'OUTPUT'
RtcpRtpfbPacket, format 15, lost: 12
written again: ValueError
OUTPUT
program <<'PYTHON'
import struct

from aiortc.rtp import RTCP_RTPFB, RtcpPacket

# draft-holmer-rmcat-transport-wide-cc-extensions-01, section 3.1: base sequence 1000, three
# packets, reference time 1, report 7; one chunk says "three packets, small deltas", then the deltas
# and two bytes of padding.
SENDER, MEDIA = 1, 2
report = struct.pack("!HHBBBBH", 1000, 3, 0, 0, 1, 7, 0x2003) + bytes([4, 4, 4, 0, 0, 0])
body = struct.pack("!II", SENDER, MEDIA) + report
datagram = struct.pack("!BBH", 0x80 | 15, RTCP_RTPFB, len(body) // 4) + body

(packet,) = RtcpPacket.parse(datagram)
print(f"{type(packet).__name__}, format {packet.fmt}, lost: {len(packet.lost)}")
try:
    print("written again:", "the same" if bytes(packet) == datagram else "other bytes")
except ValueError as error:
    print("written again:", type(error).__name__)
PYTHON
