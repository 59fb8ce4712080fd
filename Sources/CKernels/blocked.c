#include "blocked.h"
#include "clones.h"
#include "filters.h"

// Vectors that a loop takes one by one stay in registers only where there is no loop.
#define UNROLLED _Pragma("clang loop unroll(full)")
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

#define NAME(kernel) float32x16_##kernel
#define LANES 16
#define ELEMENT_FLOAT32
#include "blocked_kernels.h"

#define NAME(kernel) float32x8_##kernel
#define LANES 8
#define ELEMENT_FLOAT32
#include "blocked_kernels.h"

#define NAME(kernel) bfloat16x16_##kernel
#define LANES 16
#define ELEMENT_BFLOAT16
#include "blocked_kernels.h"

const ck_blocked_kernels *ck_blocked_float32(int lanes) {
  return lanes == 16 ? &float32x16_kernels : &float32x8_kernels;
}

const ck_blocked_kernels *ck_blocked_bfloat16(void) { return &bfloat16x16_kernels; }

typedef float v8 __attribute__((vector_size(32)));

SM_CLONES void ck_stream(const void *from, void *to, long bytes) {
  for (long i = 0; i < bytes / 32; i++)
    __builtin_nontemporal_store(((const v8 *)from)[i], (v8 *)to + i);
}

SM_CLONES void ck_join_blocks(const void *even, const void *odd, void *y, long pixels) {
  for (long i = 0; i < pixels; i++) {
    ((v8 *)y)[2 * i] = ((const v8 *)even)[i];
    ((v8 *)y)[2 * i + 1] = odd ? ((const v8 *)odd)[i] : (v8){};
  }
}

SM_CLONES void ck_half_block(const void *x, int half, void *y, long pixels) {
  for (long i = 0; i < pixels; i++) ((v8 *)y)[i] = ((const v8 *)x)[2 * i + half];
}
