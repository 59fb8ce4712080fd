#include "spectrum.h"

#include <math.h>

#include "clones.h"
#include "lanes.h"
#include "transpose.h"

#pragma STDC FP_CONTRACT OFF

// Bytes: half of the smallest there are, which leaves room for the roots.
#define NEAREST_CACHE (1 << 14)

#define SCALAR float
#define ROW v16_row
#define NAME(name) name
#include "lane_spectrum.h"

#undef SCALAR
#undef ROW
#undef NAME
#define SCALAR double
#define ROW d16_row
#define NAME(name) name##_double
#include "lane_spectrum.h"

SM_CLONES
void sm_preemphasise(const float *samples, int64_t count, float coefficient,
                     float *restrict result) {
  for (int64_t i = 0; i + 1 < count; i++) result[i] = samples[i + 1] - coefficient * samples[i];
}

SM_CLONES
void sm_square_root(float *values, int64_t count) {
  int64_t i = 0;
  for (; i + LANES <= count; i += LANES) {
    STORE(values + i, __builtin_elementwise_sqrt(LOAD(values + i)));
  }
  for (; i < count; i++) values[i] = sqrtf(values[i]);
}
