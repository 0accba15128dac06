/* Where things are in a packet, found as rtp/packet.py and rtp/keyframes.py find them. Strangers wrote
 * these bytes: nothing is read before its place is known to be within the packet. */
#include "internal.h"

enum { ONE_BYTE = 0xBEDE, TRANSPORT_CC_ID = 4 /* rtp.packet.TRANSPORT_CC_ID */ };

int fastpath_payload_start(const uint8_t *packet, int size)
{
    if (size < HEADER || packet[0] >> 6 != 2)
        return -1;
    int start = HEADER + 4 * (packet[0] & 15);
    if (packet[0] & 0x10) {
        if (size < start + 4)
            return -1;
        start += 4 + 4 * get16(packet + start + 2);
    }
    if (start > size)
        return -1;
    if (packet[0] & 0x20) {
        int padding = packet[size - 1];
        if (padding == 0 || padding > size - start)
            return -1;
    }
    return start;
}

int fastpath_transport_sequence(const uint8_t *packet, int start)
{
    if (!(packet[0] & 0x10))
        return -1;
    int at = HEADER + 4 * (packet[0] & 15);
    if (get16(packet + at) != ONE_BYTE)
        return -1;
    at += 4;
    while (at < start) {
        int id = packet[at] >> 4, size = (packet[at] & 15) + 1;
        if (packet[at] == 0) {
            at++;
            continue;
        }
        if (id == 15)
            return -1;
        if (id == TRANSPORT_CC_ID)
            return size == 2 && at + 2 < start ? get16(packet + at + 1) : -1;
        at += 1 + size;
    }
    return -1;
}

/* RFC 7741 section 4.2: the payload descriptor, then the frame's header. */
static int starts_vp8_keyframe(const uint8_t *packet, int size, int at)
{
    if (at >= size || !(packet[at] & 0x10) || packet[at] & 0x07)
        return 0;
    int extended = packet[at++] & 0x80;
    if (extended) {
        if (at >= size)
            return 0;
        int more = packet[at++];
        if (more & 0x80) {
            if (at >= size)
                return 0;
            at += packet[at] & 0x80 ? 2 : 1;
        }
        at += !!(more & 0x40) + !!(more & 0x30);
    }
    return at < size && !(packet[at] & 1);
}

/* RFC 6184 section 5: an SPS or an IDR, alone, first in an aggregate, or in fragments. */
static int starts_h264_keyframe(const uint8_t *packet, int size, int at)
{
    enum { IDR = 5, SPS = 7, STAP_A = 24, FU_A = 28 };
    if (at >= size)
        return 0;
    int kind = packet[at] & 31;
    if (kind == STAP_A) {
        if (at + 3 >= size)
            return 0;
        kind = packet[at + 3] & 31;
    } else if (kind == FU_A) {
        if (at + 1 >= size || !(packet[at + 1] & 0x80))
            return 0;
        kind = packet[at + 1] & 31;
    }
    return kind == IDR || kind == SPS;
}

int fastpath_starts_keyframe(int codec, const uint8_t *packet, int size, int start)
{
    if (codec == FASTPATH_VP8)
        return starts_vp8_keyframe(packet, size, start);
    return codec == FASTPATH_H264 && starts_h264_keyframe(packet, size, start);
}
