/* Packets in, and out to every viewer. Nothing is allocated while they flow, and nothing is done
 * that Python doesn't learn of. */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "lane.h"
#include "within.h"

enum {
    LARGEST = 1500,     /* hooks.LARGEST */
    TRAILER = 160,      /* hooks.ROOM */
    CONTROL = 64        /* CMSG_SPACE of a timespec, and some */
};

/* What is Python's to see, and behind it what only the kernel writes. */
typedef struct {
    lane seen;
    struct mmsghdr message[LANE_SLOTS];
    struct iovec vector[LANE_SLOTS];
    union {
        struct cmsghdr head;
        uint8_t bytes[CONTROL];
    } control[LANE_SLOTS];
    uint8_t bytes[LANE_SLOTS][LANE_SIZE];
} whole_lane;

typedef int (*cipher)(void *session, void *packet, int *size);

static cipher protect, unprotect;

/* Packets on their way to one viewer: written, sent, and forgotten before the next. */
static uint8_t going[LANE_HANDFUL][LARGEST + TRAILER];
static struct iovec going_vector[LANE_HANDFUL];
static struct mmsghdr going_message[LANE_HANDFUL];

void lane_use(void *protects, void *unprotects)
{
    /* POSIX lets an object's pointer hold a function's, as dlsym does. */
    memcpy(&protect, &protects, sizeof protect);
    memcpy(&unprotect, &unprotects, sizeof unprotect);
}

int lane_sizes(void)
{
    return (int)(sizeof(lane) ^ sizeof(lane_entry) << 16);
}

static void empty(whole_lane *it, int at)
{
    struct msghdr *head = &it->message[at].msg_hdr;
    it->vector[at].iov_base = it->bytes[at];
    it->vector[at].iov_len = LANE_SIZE;
    head->msg_iov = &it->vector[at];
    head->msg_iovlen = 1;
    head->msg_name = it->seen.entry[at].address;
    head->msg_namelen = LANE_ADDRESS;
    head->msg_control = it->control[at].bytes;
    head->msg_controllen = CONTROL;
    head->msg_flags = 0;
}

lane *lane_new(void)
{
    whole_lane *it = calloc(1, sizeof *it);
    if (it == NULL)
        return NULL;
    it->seen.socket = -1;
    for (int at = 0; at < LANE_SLOTS; at++)
        empty(it, at);
    return &it->seen;
}

void lane_free(lane *it)
{
    lane_take(it);
    free(it);
}

uint8_t *lane_bytes(lane *it, int entry)
{
    return ((whole_lane *)it)->bytes[entry];
}

static void put16(uint8_t *at, uint16_t value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static void put32(uint8_t *at, uint32_t value)
{
    put16(at, (uint16_t)(value >> 16));
    put16(at + 2, (uint16_t)value);
}

static int flow_of(const lane *it, const uint8_t *packet, int size)
{
    if (size < HEADER || size > LARGEST)
        return -1;
    uint32_t ssrc = get32(packet + 8);
    for (int flow = 0; flow < LANE_FLOWS; flow++)
        if (it->flow[flow].open && it->flow[flow].ssrc == ssrc)
            return flow;
    return -1;
}

/* Whether a packet in the clear is the next of its flow, and like the last. */
static int ordinary(lane_flow *flow, const uint8_t *packet, int size, int start)
{
    if (start < 0 || get16(packet + 2) != flow->next || (packet[1] & 127) != flow->payload_type)
        return 0;
    if (flow->budget < size || lane_begins(flow->codec, packet, size, start))
        return 0;
    flow->budget -= size;
    flow->next = (flow->next + 1) & 0xFFFF;
    return 1;
}

static int64_t stamped(struct msghdr *head)
{
    for (struct cmsghdr *at = CMSG_FIRSTHDR(head); at != NULL; at = CMSG_NXTHDR(head, at))
        if (at->cmsg_level == SOL_SOCKET && at->cmsg_type == SCM_TIMESTAMPNS) {
            struct timespec told;
            memcpy(&told, CMSG_DATA(at), sizeof told);
            return (int64_t)told.tv_sec * 1000000000 + told.tv_nsec;
        }
    return 0;
}

/* Whether a datagram that is no ordinary packet has Python wake up now. What it drops unread doesn't,
 * nor what strangers send, who could else wake it up as often as they like: that waits for a beat. */
static int urgent(const lane *it, const lane_entry *entry, const uint8_t *packet)
{
    if (entry->size < 2 || (packet[0] > 3 && packet[0] < 20) || (packet[0] > 63 && packet[0] < 128) ||
        packet[0] > 191)
        return 0;
    return entry->address_size == it->address_size &&
           memcmp(entry->address, it->address, (size_t)it->address_size) == 0;
}

static int is_rtp(const lane_entry *entry, const uint8_t *packet)
{
    return entry->size >= 2 && packet[0] >= 128 && packet[0] <= 191 &&
           !(packet[1] >= 192 && packet[1] <= 223);
}

/* After a packet in the clear its flow is closed: what comes behind it goes behind it. */
static void look(whole_lane *it, int at)
{
    lane *seen = &it->seen;
    lane_entry *entry = &seen->entry[at];
    uint8_t *packet = it->bytes[at];
    int rtp = is_rtp(entry, packet);
    seen->heard += rtp;
    entry->flow = rtp ? flow_of(seen, packet, entry->size) : -1;
    if (entry->flow < 0) {
        entry->state = LANE_RAW;
        seen->waits |= urgent(seen, entry, packet);
        return;
    }
    if (unprotect(seen->session, packet, &entry->size)) {
        entry->state = LANE_REFUSED;
        return;
    }
    int start = lane_payload(packet, entry->size);
    if (ordinary(&seen->flow[entry->flow], packet, entry->size, start)) {
        entry->state = LANE_SENT;
        entry->wide = lane_wide(packet, start);
    } else {
        entry->state = LANE_CLEAR;
        seen->flow[entry->flow].open = 0;
        seen->waits = 1;
    }
}

/* What the kernel says of a datagram; its slot is then ready for another one. */
static void note(whole_lane *it, int at)
{
    lane_entry *entry = &it->seen.entry[at];
    entry->size = (int)it->message[at].msg_len;
    entry->came = stamped(&it->message[at].msg_hdr);
    entry->address_size = (int)it->message[at].msg_hdr.msg_namelen;
    empty(it, at);
}

/* The packet under a viewer's numbers; its size, or 0 when libsrtp refuses. */
static int written(const lane_viewer *viewer, const lane_entry *entry, const uint8_t *from,
                   uint8_t *into)
{
    const lane_numbers *numbers = &viewer->numbers[entry->flow];
    int size = entry->size;
    memcpy(into, from, (size_t)size);
    put16(into + 2, (uint16_t)(get16(from + 2) + numbers->sequence_shift));
    put32(into + 4, get32(from + 4) + numbers->timestamp_shift);
    put32(into + 8, numbers->ssrc);
    return protect(viewer->session, into, &size) ? 0 : size;
}

static void send_to(whole_lane *it, lane_viewer *viewer, int first)
{
    int ready = 0, gone = 0;
    for (int at = first; at < it->seen.count; at++) {
        const lane_entry *entry = &it->seen.entry[at];
        if (entry->state != LANE_SENT)
            continue;
        int size = written(viewer, entry, it->bytes[at], going[ready]);
        if (size == 0) {
            viewer->unsent++;
            continue;
        }
        going_vector[ready].iov_base = going[ready];
        going_vector[ready].iov_len = (size_t)size;
        struct msghdr *head = &going_message[ready].msg_hdr;
        head->msg_name = viewer->address;
        head->msg_namelen = (socklen_t)viewer->address_size;
        head->msg_iov = &going_vector[ready];
        head->msg_iovlen = 1;
        ready++;
    }
    while (gone < ready) {
        int sent = sendmmsg(viewer->socket, going_message + gone, (unsigned)(ready - gone), 0);
        if (sent > 0) {
            gone += sent;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            viewer->unsent += ready - gone;
            return;
        } else if (errno != EINTR) {
            /* An error that is told once, of an earlier packet's or of this one's. */
            viewer->unsent++;
            gone++;
        }
    }
}

int lane_read(lane *seen)
{
    whole_lane *it = (whole_lane *)seen;
    int first = seen->count, room = LANE_SLOTS - first;
    seen->heard = 0;
    if (room > LANE_HANDFUL)
        room = LANE_HANDFUL;
    if (room == 0) {
        seen->waits = 1;
        return 0;
    }
    int came = recvmmsg(seen->socket, it->message + first, (unsigned)room, MSG_DONTWAIT, NULL);
    if (came < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
        return errno;
    for (int at = first; at < first + came; at++) {
        note(it, at);
        look(it, at);
    }
    if (came > 0)
        seen->count = first + came;
    seen->silent = seen->heard ? 0 : seen->silent + 1;
    for (int one = 0; one < seen->viewers; one++)
        send_to(it, &seen->viewer[one], first);
    return 0;
}
