#pragma once
#include <stdbool.h>
#include <stdint.h>

// SHA-256 of two messages side by side, `blocks` of 64 bytes of each: their states, eight words each,
// move on. The CPU's SHA instructions wait for their own results half of the time; two messages fill it.

bool sm_has_sha256_pair(void);
void sm_sha256_pair(uint32_t *_Nonnull first_state, const uint8_t *_Nonnull first,
                    uint32_t *_Nonnull second_state, const uint8_t *_Nonnull second,
                    int64_t blocks);
