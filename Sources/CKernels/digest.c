#include "digest.h"

#include "lanes.h"
#include "transpose.h"

typedef uint32_t v16u __attribute__((vector_size(64)));
typedef uint32_t v16u_anywhere __attribute__((vector_size(64), aligned(4), may_alias));
typedef uint8_t bytes64 __attribute__((vector_size(64)));
typedef uint8_t bytes64_anywhere __attribute__((vector_size(64), aligned(1), may_alias));

bool sm_digests_side_by_side(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("x86-64-v4");
#else
  return false;
#endif
}

// FIPS 180-4, 4.2.2.
static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

// Its functions Σ0, Σ1, σ0, σ1, Ch and Maj.
#define ROTATED(x, by) ((x) >> (by) | (x) << (32 - (by)))
#define SUM_0(x) (ROTATED(x, 2) ^ ROTATED(x, 13) ^ ROTATED(x, 22))
#define SUM_1(x) (ROTATED(x, 6) ^ ROTATED(x, 11) ^ ROTATED(x, 25))
#define SIGMA_0(x) (ROTATED(x, 7) ^ ROTATED(x, 18) ^ (x) >> 3)
#define SIGMA_1(x) (ROTATED(x, 17) ^ ROTATED(x, 19) ^ (x) >> 10)
#define CHOICE(x, y, z) (((x) & (y)) ^ (~(x) & (z)))
#define MAJORITY(x, y, z) (((x) & (y)) ^ ((x) & (z)) ^ ((y) & (z)))

// Words of four bytes, the highest first.
#define WORDS(bytes)                                                                             \
  ((v16u)__builtin_shufflevector(                                                                \
      bytes, bytes, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12, 19, 18, 17, 16, 23,    \
      22, 21, 20, 27, 26, 25, 24, 31, 30, 29, 28, 35, 34, 33, 32, 39, 38, 37, 36, 43, 42, 41,    \
      40, 47, 46, 45, 44, 51, 50, 49, 48, 55, 54, 53, 52, 59, 58, 57, 56, 63, 62, 61, 60))

// A sum that is taken as written: what is known early first, so that from one e or a to the next it is
// four steps. The compiler would order the sums by its own rules, and take a third longer.
#if defined(__x86_64__)
#define ADD(x, y) ({ v16u sum = (x) + (y); __asm__("" : "+v"(sum)); sum; })
#else
#define ADD(x, y) ((x) + (y))
#endif

#if defined(__x86_64__)
__attribute__((target("arch=x86-64-v4"), min_vector_width(512)))
#endif
void sm_sha256(uint32_t *states, const uint8_t *const *messages, int64_t blocks) {
  v16u state[8];
  for (int i = 0; i < 8; i++) state[i] = ((const v16u_anywhere *)states)[i];
  for (int64_t block = 0; block < blocks; block++) {
    v16u w[16];
    for (int i = 0; i < LANES; i++) {
      bytes64 bytes = *(const bytes64_anywhere *)(messages[i] + 64 * block);
      w[i] = WORDS(bytes);
    }
    TRANSPOSE(v16u, w)
    v16u a = state[0], b = state[1], c = state[2], d = state[3];
    v16u e = state[4], f = state[5], g = state[6], h = state[7];
    // Sixteen rounds at a time, which leave the words of the sixteen after them.
#pragma clang loop unroll(disable)
    for (int start = 0; start < 64; start += 16) {
#pragma clang loop unroll(full)
      for (int i = 0; i < 16; i++) {
        v16u early = ADD(h + w[i], constants[start + i]);
        v16u chosen = ADD(early, CHOICE(e, f, g));
        v16u low = ADD(d, chosen), high = ADD(chosen, MAJORITY(a, b, c));
        v16u turned = SUM_1(e), both = ADD(turned, SUM_0(a));
        h = g, g = f, f = e, e = low + turned;
        d = c, c = b, b = a, a = high + both;
        w[i] += SIGMA_0(w[(i + 1) & 15]) + w[(i + 9) & 15] + SIGMA_1(w[(i + 14) & 15]);
      }
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d;
    state[4] += e, state[5] += f, state[6] += g, state[7] += h;
  }
  for (int i = 0; i < 8; i++) ((v16u_anywhere *)states)[i] = state[i];
}
