#pragma once

#include "lanes.h"

// Vectors that a loop takes one by one stay in registers only where there is no loop.
#define UNROLLED _Pragma("clang loop unroll(full)")

// A stage of the transposition of 16 rows of 16: it swaps blocks of `step` off the diagonal.
#define SWAP(type, rows, step)                            \
  UNROLLED                                                \
  for (int i = 0; i < LANES; i++) {                       \
    if (i & (step)) continue;                             \
    type upper = rows[i], lower = rows[i + (step)];       \
    SHUFFLES_##step(rows)                                 \
  }
#define SHUFFLE(name, ...) name = __builtin_shufflevector(upper, lower, __VA_ARGS__);
#define SHUFFLES_8(rows)                                                              \
  SHUFFLE(rows[i], 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23)            \
  SHUFFLE(rows[i + 8], 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31)
#define SHUFFLES_4(rows)                                                              \
  SHUFFLE(rows[i], 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27)          \
  SHUFFLE(rows[i + 4], 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31)
#define SHUFFLES_2(rows)                                                              \
  SHUFFLE(rows[i], 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29)          \
  SHUFFLE(rows[i + 2], 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31)
#define SHUFFLES_1(rows)                                                              \
  SHUFFLE(rows[i], 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30)         \
  SHUFFLE(rows[i + 1], 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31)

// Of 16 vectors of that type, in place.
#define TRANSPOSE(type, rows) \
  SWAP(type, rows, 8)         \
  SWAP(type, rows, 4)         \
  SWAP(type, rows, 2)         \
  SWAP(type, rows, 1)
