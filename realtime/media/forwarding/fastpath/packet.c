/* Where things are in a packet, as packets.py and keyframes.py find them: strangers wrote it, so
 * nothing is read before its place is known to be within. */
#include <stdint.h>

#include "lane.h"
#include "within.h"

enum { ONE_BYTE = 0xBEDE, TRANSPORT_CC_ID = 4 /* hooks.TRANSPORT_CC_ID */ };

int lane_payload(const uint8_t *packet, int size)
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

int lane_wide(const uint8_t *packet, int start)
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

/* RFC 7741 section 4.2 */
static int begins_vp8(const uint8_t *packet, int size, int at)
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

/* RFC 6184 section 5: an SPS or an IDR, alone, in an aggregate, or in fragments */
static int begins_h264(const uint8_t *packet, int size, int at)
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

int lane_begins(int codec, const uint8_t *packet, int size, int start)
{
    if (codec == LANE_VP8)
        return begins_vp8(packet, size, start);
    return codec == LANE_H264 && begins_h264(packet, size, start);
}
