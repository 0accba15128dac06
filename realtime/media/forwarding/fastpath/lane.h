/* The lane: what nearly every packet of a publisher's comes to, without Python. Plain C that cffi
 * reads too, so no preprocessor here. All numbers are in the machine's byte order. */

enum {
    LANE_SLOTS = 256,   /* datagrams that may wait to be looked at by Python */
    LANE_HANDFUL = 64,  /* read at once */
    LANE_SIZE = 2048,   /* bytes of one; what is longer is cut, as by recvmsg */
    LANE_VIEWERS = 8,
    LANE_SILENT = 20,   /* rounds without RTP, after which the thread gives a lane back */
    LANE_ADDRESS = 28   /* a sockaddr_in6 */
};

enum { LANE_AUDIO, LANE_VIDEO, LANE_FLOWS };
enum { LANE_OPUS, LANE_VP8, LANE_H264 };

/* What has become of a datagram: it is as it came; it is a packet in the clear that Python has to
 * forward; libsrtp refused it; it has gone out to every viewer, and is to be counted. */
enum { LANE_RAW, LANE_CLEAR, LANE_REFUSED, LANE_SENT };

typedef struct {
    int64_t came;    /* nanoseconds of CLOCK_REALTIME, by the kernel; 0 when it didn't say */
    int size;        /* bytes */
    int flow;        /* of a CLEAR or SENT one */
    int wide;        /* transport-wide number of a SENT one; -1 when it bears none */
    int state;
    int address_size;
    uint8_t address[LANE_ADDRESS];
} lane_entry;

/* One source of the publisher's. While it is open, the packet numbered `next` is sent on, if it is
 * like the one before and begins no keyframe. */
typedef struct {
    int open;
    int codec;
    uint32_t ssrc;
    int payload_type;
    int next;        /* sequence number */
    int budget;      /* bytes that may go until Python looks again */
} lane_flow;

typedef struct {
    uint32_t ssrc;
    uint32_t timestamp_shift;
    uint16_t sequence_shift;
} lane_numbers;

typedef struct {
    void *session;   /* srtp_t */
    int socket;
    int address_size;
    uint8_t address[LANE_ADDRESS];
    int unsent;      /* packets that the kernel didn't take */
    lane_numbers numbers[LANE_FLOWS];
} lane_viewer;

typedef struct lane {
    int socket;
    void *session;   /* srtp_t of what comes in */
    int address_size;
    uint8_t address[LANE_ADDRESS]; /* the phone's */
    int count;       /* entries that wait */
    int heard;       /* RTP packets of the last read */
    int silent;      /* reads without any */
    int waits;       /* whether an entry needs Python */
    int problem;     /* errno of the last read */
    int bell;        /* an eventfd, for Python: it has the lane back */
    int given;
    struct lane *next;
    int viewers;
    lane_flow flow[LANE_FLOWS];
    lane_viewer viewer[LANE_VIEWERS];
    lane_entry entry[LANE_SLOTS];
} lane;

/* With libsrtp's functions, by address. */
void lane_use(void *protect, void *unprotect);

/* Sizes as the compiler has them: whoever calls compares. */
int lane_sizes(void);

lane *lane_new(void);
void lane_free(lane *it);
uint8_t *lane_bytes(lane *it, int entry);

/* To the thread, which reads it in rounds. It gives it back by itself, and rings, as soon as Python
 * is needed. 0, or an errno: then it has not been given. Until it is back Python looks at nothing
 * of it, nor uses its sockets' keys. */
int lane_give(lane *it);

/* Back from the thread, wherever that is. */
void lane_take(lane *it);

/* All of them, at the process' end. */
void lane_stop(void);

/* What has come at the socket. 0, or an errno; EAGAIN is 0. */
int lane_read(lane *it);

/* Where the payload begins, as packets.payload_start finds it; -1 when it is no packet. */
int lane_payload(const uint8_t *packet, int size);

/* As packets.transport_sequence, of a packet whose payload begins at `start`; -1 when there is
 * none. */
int lane_wide(const uint8_t *packet, int start);

/* As keyframes.starts_keyframe. */
int lane_begins(int codec, const uint8_t *packet, int size, int start);
