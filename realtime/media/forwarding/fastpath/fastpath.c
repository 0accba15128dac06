/* Packets in: read from the publisher's socket, decrypted, and told apart into those that are sent
 * on here and those that Python has to see. Nothing is allocated while packets flow, and nothing is
 * done that Python doesn't learn of. */
#include "internal.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

srtp_function fastpath_protect, fastpath_unprotect;

void fastpath_use_srtp(void *protect, void *unprotect)
{
    /* POSIX lets an object's pointer hold a function's, as dlsym does. */
    memcpy(&fastpath_protect, &protect, sizeof fastpath_protect);
    memcpy(&fastpath_unprotect, &unprotect, sizeof fastpath_unprotect);
}

int fastpath_sizes(void)
{
    return (int)(sizeof(fastpath) ^ sizeof(fastpath_entry) << 16);
}

static void prepare_slot(fastpath_memory *memory, int at)
{
    struct msghdr *head = &memory->message[at].msg_hdr;
    memory->vector[at].iov_base = memory->bytes[at];
    memory->vector[at].iov_len = FASTPATH_SIZE;
    head->msg_iov = &memory->vector[at];
    head->msg_iovlen = 1;
    head->msg_name = memory->seen.entry[at].address;
    head->msg_namelen = FASTPATH_ADDRESS;
    head->msg_control = memory->control[at].bytes;
    head->msg_controllen = CONTROL;
    head->msg_flags = 0;
}

fastpath *fastpath_new(void)
{
    fastpath_memory *memory = calloc(1, sizeof *memory);
    if (memory == NULL)
        return NULL;
    memory->seen.socket = -1;
    for (int at = 0; at < FASTPATH_SLOTS; at++)
        prepare_slot(memory, at);
    return &memory->seen;
}

void fastpath_free(fastpath *path)
{
    fastpath_take_back(path);
    free(path);
}

uint8_t *fastpath_datagram(fastpath *path, int entry)
{
    return ((fastpath_memory *)path)->bytes[entry];
}

static int flow_of(const fastpath *path, const uint8_t *packet, int size)
{
    if (size < HEADER || size > LARGEST)
        return -1;
    uint32_t ssrc = get32(packet + 8);
    for (int flow = 0; flow < FASTPATH_FLOWS; flow++)
        if (path->flow[flow].open && path->flow[flow].ssrc == ssrc)
            return flow;
    return -1;
}

/* Whether a decrypted packet is the next of its flow, and like the last. */
static int is_ordinary(fastpath_flow *flow, const uint8_t *packet, int size, int start)
{
    if (start < 0 || get16(packet + 2) != flow->next || (packet[1] & 127) != flow->payload_type)
        return 0;
    if (flow->budget < size || fastpath_starts_keyframe(flow->codec, packet, size, start))
        return 0;
    flow->budget -= size;
    flow->next = (flow->next + 1) & 0xFFFF;
    return 1;
}

static int64_t kernel_time(struct msghdr *head)
{
    for (struct cmsghdr *at = CMSG_FIRSTHDR(head); at != NULL; at = CMSG_NXTHDR(head, at))
        if (at->cmsg_level == SOL_SOCKET && at->cmsg_type == SCM_TIMESTAMPNS) {
            struct timespec time;
            memcpy(&time, CMSG_DATA(at), sizeof time);
            return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
        }
    return 0;
}

/* Whether a datagram that is no ordinary packet has Python wake up now. Datagrams that Python drops
 * unread don't, nor do those of strangers, who could otherwise wake it as often as they like: both
 * wait for Python's next tick. */
static int is_urgent(const fastpath *path, const fastpath_entry *entry, const uint8_t *packet)
{
    if (entry->size < 2 || (packet[0] > 3 && packet[0] < 20) || (packet[0] > 63 && packet[0] < 128) ||
        packet[0] > 191)
        return 0;
    return entry->address_size == path->address_size &&
           memcmp(entry->address, path->address, (size_t)path->address_size) == 0;
}

static int is_rtp(const fastpath_entry *entry, const uint8_t *packet)
{
    return entry->size >= 2 && packet[0] >= 128 && packet[0] <= 191 &&
           !(packet[1] >= 192 && packet[1] <= 223);
}

/* Sets the entry's state. Behind a CLEAR packet its flow is closed, so that no later packet of the
 * flow overtakes it. */
static void classify(fastpath_memory *memory, int at)
{
    fastpath *path = &memory->seen;
    fastpath_entry *entry = &path->entry[at];
    uint8_t *packet = memory->bytes[at];
    int rtp = is_rtp(entry, packet);
    path->rtp_packets += rtp;
    entry->flow = rtp ? flow_of(path, packet, entry->size) : -1;
    if (entry->flow < 0) {
        entry->state = FASTPATH_RAW;
        path->needs_python |= is_urgent(path, entry, packet);
        return;
    }
    if (fastpath_unprotect(path->session, packet, &entry->size)) {
        entry->state = FASTPATH_REFUSED;
        return;
    }
    int start = fastpath_payload_start(packet, entry->size);
    if (is_ordinary(&path->flow[entry->flow], packet, entry->size, start)) {
        entry->state = FASTPATH_SENT;
        entry->transport_sequence = fastpath_transport_sequence(packet, start);
    } else {
        entry->state = FASTPATH_CLEAR;
        path->flow[entry->flow].open = 0;
        path->needs_python = 1;
    }
}

static void note(fastpath_memory *memory, int at)
{
    fastpath_entry *entry = &memory->seen.entry[at];
    entry->size = (int)memory->message[at].msg_len;
    entry->arrived = kernel_time(&memory->message[at].msg_hdr);
    entry->address_size = (int)memory->message[at].msg_hdr.msg_namelen;
    prepare_slot(memory, at);
}

int fastpath_read(fastpath *path)
{
    fastpath_memory *memory = (fastpath_memory *)path;
    int first = path->count, room = FASTPATH_SLOTS - first;
    path->rtp_packets = 0;
    if (room > FASTPATH_PER_READ)
        room = FASTPATH_PER_READ;
    if (room == 0) {
        path->needs_python = 1;
        return 0;
    }
    int count = recvmmsg(path->socket, memory->message + first, (unsigned)room, MSG_DONTWAIT, NULL);
    if (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
        return errno;
    for (int at = first; at < first + count; at++) {
        note(memory, at);
        classify(memory, at);
    }
    if (count > 0)
        path->count = first + count;
    path->silent_reads = path->rtp_packets ? 0 : path->silent_reads + 1;
    for (int viewer = 0; viewer < path->viewers; viewer++)
        fastpath_send(memory, &path->viewer[viewer], first);
    return 0;
}
