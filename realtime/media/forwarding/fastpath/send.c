/* Packets out to one viewer: rewritten, encrypted, sent, and forgotten before the next viewer. */
#include "internal.h"

#include <errno.h>
#include <string.h>

static uint8_t outgoing[FASTPATH_PER_READ][LARGEST + TRAILER];
static struct iovec outgoing_vector[FASTPATH_PER_READ];
static struct mmsghdr outgoing_message[FASTPATH_PER_READ];

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

/* Writes the packet under the viewer's own numbers; returns its size, or 0 when libsrtp refuses. */
static int rewrite(const fastpath_viewer *viewer, const fastpath_entry *entry, const uint8_t *from,
                   uint8_t *into)
{
    const fastpath_rewriter *rewriter = &viewer->rewriter[entry->flow];
    int size = entry->size;
    memcpy(into, from, (size_t)size);
    put16(into + 2, (uint16_t)(get16(from + 2) + rewriter->sequence_shift));
    put32(into + 4, get32(from + 4) + rewriter->timestamp_shift);
    put32(into + 8, rewriter->ssrc);
    return fastpath_protect(viewer->session, into, &size) ? 0 : size;
}

static void address_message(fastpath_viewer *viewer, int at, int size)
{
    struct msghdr *head = &outgoing_message[at].msg_hdr;
    outgoing_vector[at].iov_base = outgoing[at];
    outgoing_vector[at].iov_len = (size_t)size;
    head->msg_name = viewer->address;
    head->msg_namelen = (socklen_t)viewer->address_size;
    head->msg_iov = &outgoing_vector[at];
    head->msg_iovlen = 1;
}

static void send_messages(fastpath_viewer *viewer, int count)
{
    int done = 0;
    while (done < count) {
        int sent = sendmmsg(viewer->socket, outgoing_message + done, (unsigned)(count - done), 0);
        if (sent > 0) {
            done += sent;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            viewer->unsent += count - done;
            return;
        } else if (errno != EINTR) {
            /* The kernel reports an error once, for an earlier packet or for this one. */
            viewer->unsent++;
            done++;
        }
    }
}

void fastpath_send(const fastpath_memory *memory, fastpath_viewer *viewer, int first)
{
    int ready = 0;
    for (int at = first; at < memory->seen.count; at++) {
        const fastpath_entry *entry = &memory->seen.entry[at];
        if (entry->state != FASTPATH_SENT)
            continue;
        int size = rewrite(viewer, entry, memory->bytes[at], outgoing[ready]);
        if (size == 0)
            viewer->unsent++;
        else
            address_message(viewer, ready++, size);
    }
    send_messages(viewer, ready);
}
