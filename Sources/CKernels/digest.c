#include "digest.h"

#if defined(__x86_64__)

#include <immintrin.h>

bool sm_has_sha256_pair(void) {
  return __builtin_cpu_supports("sha") && __builtin_cpu_supports("sse4.1");
}

// FIPS 180-4, 4.2.2.
static const uint32_t constants[64] __attribute__((aligned(64))) = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

#define LOAD_WORDS(pointer) _mm_loadu_si128((const __m128i *)(pointer))
#define STORE_WORDS(pointer, value) _mm_storeu_si128((__m128i *)(pointer), value)

// The instructions hold the state a…h as (a, b, e, f) and (c, d, g, h), the highest word first.
#define UNPACK(state, abef, cdgh)                               \
  do {                                                          \
    __m128i badc = _mm_shuffle_epi32(LOAD_WORDS(state), 0xb1);  \
    __m128i hgfe = _mm_shuffle_epi32(LOAD_WORDS(state + 4), 0x1b); \
    abef = _mm_alignr_epi8(badc, hgfe, 8);                      \
    cdgh = _mm_blend_epi16(hgfe, badc, 0xf0);                   \
  } while (0)
#define PACK(abef, cdgh, state)                                 \
  do {                                                          \
    __m128i feba = _mm_shuffle_epi32(abef, 0x1b);               \
    __m128i dchg = _mm_shuffle_epi32(cdgh, 0xb1);               \
    STORE_WORDS(state, _mm_blend_epi16(feba, dchg, 0xf0));      \
    STORE_WORDS(state + 4, _mm_alignr_epi8(dchg, feba, 8));     \
  } while (0)

// Four rounds, with the words w[round % 4 …] that the schedule then replaces by those of 16 rounds on.
#define ROUNDS(abef, cdgh, w, round, k)                                              \
  do {                                                                               \
    __m128i sum = _mm_add_epi32(w[(round) & 3], k);                                  \
    cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);                                   \
    abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0e));          \
    if ((round) < 12) {                                                              \
      __m128i last = w[((round) + 3) & 3];                                           \
      __m128i next = _mm_sha256msg1_epu32(w[(round) & 3], w[((round) + 1) & 3]);     \
      next = _mm_add_epi32(next, _mm_alignr_epi8(last, w[((round) + 2) & 3], 4));    \
      w[(round) & 3] = _mm_sha256msg2_epu32(next, last);                             \
    }                                                                                \
  } while (0)

__attribute__((target("sha,sse4.1"))) void sm_sha256_pair(uint32_t *first_state,
                                                          const uint8_t *first,
                                                          uint32_t *second_state,
                                                          const uint8_t *second, int64_t blocks) {
  const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  __m128i abef, cdgh, second_abef, second_cdgh;
  UNPACK(first_state, abef, cdgh);
  UNPACK(second_state, second_abef, second_cdgh);
  for (; blocks > 0; blocks--, first += 64, second += 64) {
    __m128i before[4] = {abef, cdgh, second_abef, second_cdgh};
    __m128i w[4], second_w[4];
    for (int i = 0; i < 4; i++) {
      w[i] = _mm_shuffle_epi8(LOAD_WORDS(first + 16 * i), big_endian);
      second_w[i] = _mm_shuffle_epi8(LOAD_WORDS(second + 16 * i), big_endian);
    }
#pragma clang loop unroll(full)
    for (int round = 0; round < 16; round++) {
      __m128i k = LOAD_WORDS(constants + 4 * round);
      ROUNDS(abef, cdgh, w, round, k);
      ROUNDS(second_abef, second_cdgh, second_w, round, k);
    }
    abef = _mm_add_epi32(abef, before[0]);
    cdgh = _mm_add_epi32(cdgh, before[1]);
    second_abef = _mm_add_epi32(second_abef, before[2]);
    second_cdgh = _mm_add_epi32(second_cdgh, before[3]);
  }
  PACK(abef, cdgh, first_state);
  PACK(second_abef, second_cdgh, second_state);
}

#else

bool sm_has_sha256_pair(void) { return false; }

void sm_sha256_pair(uint32_t *first_state, const uint8_t *first, uint32_t *second_state,
                    const uint8_t *second, int64_t blocks) {
  __builtin_trap();
}

#endif
