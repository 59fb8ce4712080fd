#include "logarithm.h"

#include <math.h>
#include <string.h>

#include "clones.h"
#include "lanes.h"

#pragma STDC FP_CONTRACT OFF

// x = m 2^e with m from 1/√2 to √2, and ln m = 2 artanh s with s = (m - 1) / (m + 1), |s| < 0.172:
// the five terms of its series leave less than 1e-9. ln 2 is split, so that e ln 2 is exact first.
#define LOGARITHM(x, result)                                                                \
  do {                                                                                      \
    v16i bits = (v16i)(x);                                                                  \
    v16i exponent = (bits - 0x3f3504f3) >> 23;                                              \
    v16 m = (v16)(bits - (exponent << 23));                                                 \
    v16 e = __builtin_convertvector(exponent, v16);                                         \
    v16 s = (m - 1.0f) / (m + 1.0f);                                                        \
    v16 q = s * s;                                                                          \
    v16 series = ((q * (1.0f / 9) + 1.0f / 7) * q + 1.0f / 5) * q + 1.0f / 3;               \
    (result) = e * 0.693359375f + ((s + s) + ((s + s) * q * series + e * -2.12194440e-4f)); \
  } while (0)

#define MAXIMUM(a, b) \
  ((v16)(((v16i)(a) & ((a) > (b))) | ((v16i)(b) & ~((a) > (b)))))

SM_CLONES
void sm_scaled_logarithm(float *values, int64_t count, float least, float offset, float factor,
                         float addend) {
  v16 bound = least - (v16){0}, result;
  for (int64_t i = 0; i < count; i += LANES) {
    v16 x = bound;
    int64_t left = count - i;
    if (left >= LANES) {
      x = LOAD(values + i);
    } else {
      memcpy(&x, values + i, (size_t)left * sizeof(float));
    }
    x = MAXIMUM(x, bound) + offset;
    LOGARITHM(x, result);
    result = result * factor + addend;
    if (left >= LANES) {
      STORE(values + i, result);
    } else {
      memcpy(values + i, &result, (size_t)left * sizeof(float));
    }
  }
}

SM_CLONES
void sm_scale_and_add(float *values, int64_t count, float factor, float addend) {
  for (int64_t i = 0; i < count; i++) values[i] = values[i] * factor + addend;
}

SM_CLONES
void sm_raise(float *values, int64_t count, float least) {
  for (int64_t i = 0; i < count; i++) values[i] = values[i] > least ? values[i] : least;
}

SM_CLONES
void sm_subtract(float *values, int64_t count, float amount) {
  for (int64_t i = 0; i < count; i++) values[i] -= amount;
}

SM_CLONES
float sm_maximum(const float *values, int64_t count) {
  v16 most = (v16){0} - INFINITY;
  int64_t i = 0;
  for (; i + LANES <= count; i += LANES) {
    v16 x = LOAD(values + i);
    most = MAXIMUM(x, most);
  }
  float maximum = -INFINITY;
  for (; i < count; i++) maximum = values[i] > maximum ? values[i] : maximum;
  for (int lane = 0; lane < LANES; lane++) maximum = most[lane] > maximum ? most[lane] : maximum;
  return maximum;
}
