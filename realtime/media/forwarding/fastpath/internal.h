/* What the C files of the fast path share; Python does not read this header. */
#define _GNU_SOURCE
#include <stdint.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "fastpath.h"

#define HIDDEN __attribute__((visibility("hidden")))

enum {
    HEADER = 12,    /* bytes of an RTP header without contributing sources and extensions */
    LARGEST = 1500, /* as aiortc_hooks.LARGEST */
    TRAILER = 160,  /* as aiortc_hooks.ROOM */
    CONTROL = 64    /* CMSG_SPACE of a timespec, with room to spare */
};

/* The struct that Python sees, and behind it the buffers that only the kernel writes. */
typedef struct {
    fastpath seen;
    struct mmsghdr message[FASTPATH_SLOTS];
    struct iovec vector[FASTPATH_SLOTS];
    union {
        struct cmsghdr head;
        uint8_t bytes[CONTROL];
    } control[FASTPATH_SLOTS];
    uint8_t bytes[FASTPATH_SLOTS][FASTPATH_SIZE];
} fastpath_memory;

/* libsrtp's srtp_protect and srtp_unprotect. */
typedef int (*srtp_function)(void *session, void *packet, int *size);
extern HIDDEN srtp_function fastpath_protect, fastpath_unprotect;

/* Sends the SENT entries from `first` on to one viewer. */
HIDDEN void fastpath_send(const fastpath_memory *memory, fastpath_viewer *viewer, int first);

static inline uint16_t get16(const uint8_t *at)
{
    return (uint16_t)(at[0] << 8 | at[1]);
}

static inline uint32_t get32(const uint8_t *at)
{
    return (uint32_t)get16(at) << 16 | get16(at + 2);
}
