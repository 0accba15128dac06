/* What the files of the lane share; Python knows nothing of it. */
#include <stdint.h>

enum { HEADER = 12 /* of RTP, without sources and extensions */ };

static inline uint16_t get16(const uint8_t *at)
{
    return (uint16_t)(at[0] << 8 | at[1]);
}

static inline uint32_t get32(const uint8_t *at)
{
    return (uint32_t)get16(at) << 16 | get16(at + 2);
}
