/* The fast path: most packets of a publisher are forwarded by a thread in C, past Python.
 *
 * This header is plain C that cffi reads too, so it has no preprocessor lines. All numbers are in
 * the machine's byte order. */

enum {
    FASTPATH_SLOTS = 256,        /* datagrams that may wait to be looked at by Python */
    FASTPATH_PER_READ = 64,      /* datagrams that are read at once */
    FASTPATH_SIZE = 2048,        /* bytes of one datagram; a longer one is cut, as by recvmsg */
    FASTPATH_VIEWERS = 8,
    FASTPATH_SILENT_READS = 20,  /* rounds without RTP after which the thread hands back */
    FASTPATH_ADDRESS = 28        /* bytes of a sockaddr_in6 */
};

enum { FASTPATH_AUDIO, FASTPATH_VIDEO, FASTPATH_FLOWS };
enum { FASTPATH_OPUS, FASTPATH_VP8, FASTPATH_H264 };

/* The state of a datagram: RAW is as it came; CLEAR is a decrypted packet that Python has to
 * forward; REFUSED was refused by libsrtp; SENT has gone out to every viewer and is to be counted. */
enum { FASTPATH_RAW, FASTPATH_CLEAR, FASTPATH_REFUSED, FASTPATH_SENT };

typedef struct {
    int64_t arrived;         /* nanoseconds of the kernel's CLOCK_REALTIME; 0 when there are none */
    int size;                /* bytes */
    int flow;                /* the flow of a CLEAR or SENT datagram */
    int transport_sequence;  /* the transport-wide number of a SENT one; -1 when it bears none */
    int state;
    int address_size;
    uint8_t address[FASTPATH_ADDRESS];
} fastpath_entry;

/* One RTP source of the publisher. While it is open, the packet numbered `next` is sent on, if it is
 * like the one before and begins no keyframe. */
typedef struct {
    int open;
    int codec;
    uint32_t ssrc;
    int payload_type;
    int next;    /* sequence number */
    int budget;  /* bytes that may be sent until Python looks again */
} fastpath_flow;

/* What makes a packet the viewer's own. */
typedef struct {
    uint32_t ssrc;
    uint32_t timestamp_shift;
    uint16_t sequence_shift;
} fastpath_rewriter;

typedef struct {
    void *session;  /* srtp_t */
    int socket;
    int address_size;
    uint8_t address[FASTPATH_ADDRESS];
    int unsent;     /* packets that the kernel or libsrtp didn't take */
    fastpath_rewriter rewriter[FASTPATH_FLOWS];
} fastpath_viewer;

typedef struct fastpath {
    int socket;
    void *session;     /* srtp_t of what comes in */
    int address_size;
    uint8_t address[FASTPATH_ADDRESS];  /* the phone's address */
    int count;         /* entries that wait for Python */
    int rtp_packets;   /* RTP packets of the last read */
    int silent_reads;  /* reads in a row without RTP */
    int needs_python;  /* whether an entry can't wait for Python's next tick */
    int error;         /* errno of the last read */
    int wakeup_fd;     /* an eventfd that tells Python that the thread has handed back */
    int with_thread;   /* whether the thread has it */
    struct fastpath *next;
    int viewers;
    fastpath_flow flow[FASTPATH_FLOWS];
    fastpath_viewer viewer[FASTPATH_VIEWERS];
    fastpath_entry entry[FASTPATH_SLOTS];
} fastpath;

/* Sets the addresses of libsrtp's functions, which the process has loaded already. */
void fastpath_use_srtp(void *protect, void *unprotect);

/* The sizes of the structs as the compiler has them, for the caller to compare with its own. */
int fastpath_sizes(void);

fastpath *fastpath_new(void);
void fastpath_free(fastpath *path);
uint8_t *fastpath_datagram(fastpath *path, int entry);

/* Hands over to the thread, which reads the socket in rounds. The thread hands back by itself, and
 * writes to `wakeup_fd`, as soon as Python is needed. Returns 0, or an errno when nothing was handed
 * over. Until it is back, Python neither looks at the struct nor uses its sockets' keys. */
int fastpath_hand_over(fastpath *path);

/* Takes back from the thread, if the thread has it. */
void fastpath_take_back(fastpath *path);

/* Takes all of them back, at the end of the process. */
void fastpath_stop(void);

/* Reads what has come at the socket. Returns 0, or an errno; EAGAIN is 0. */
int fastpath_read(fastpath *path);

/* Where the payload begins, as rtp.packet.payload_start finds it; -1 when this is no RTP packet. */
int fastpath_payload_start(const uint8_t *packet, int size);

/* As rtp.packet.transport_sequence, for a packet whose payload begins at `start`; -1 when there is
 * no such number. */
int fastpath_transport_sequence(const uint8_t *packet, int start);

/* As rtp.keyframes.starts_keyframe. */
int fastpath_starts_keyframe(int codec, const uint8_t *packet, int size, int start);
