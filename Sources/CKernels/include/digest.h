#pragma once
#include <stdbool.h>
#include <stdint.h>

// SHA-256 of sixteen messages side by side, one in each lane of a vector: `blocks` of 64 bytes of
// each. `states` holds the eight words of FIPS 180-4, each for all messages: [8][16]. Where vectors have
// 512 bits this is twice as fast as the CPU's SHA instructions, which wait for one another. (libcrypto
// has one message at a time, Intel's IPsec-MB several, but of at most 64 KiB.)

enum { SM_DIGEST_LANES = 16 };

bool sm_digests_side_by_side(void);
void sm_sha256(uint32_t *_Nonnull states, const uint8_t *_Nonnull const *_Nonnull messages,
               int64_t blocks);
