#include "spectrum.h"

#include <math.h>

#include "clones.h"
#include "lanes.h"

#pragma STDC FP_CONTRACT OFF

SM_CLONES
void sm_window(const float *samples, const float *window, int64_t count, float *windowed) {
  int64_t i = 0;
  for (; i + LANES <= count; i += LANES) {
    STORE(windowed + i, LOAD(samples + i) * LOAD(window + i));
  }
  for (; i < count; i++) windowed[i] = samples[i] * window[i];
}

// Of two vectors of interleaved complex numbers, the real and the imaginary parts.
#define REALS(a, b) \
  __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30)
#define IMAGINARIES(a, b) \
  __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31)
#define REVERSED(a) \
  __builtin_shufflevector(a, a, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)

// With Z the packed transform and Z' its mirror conj(Z[half - k]): the transform of the even
// samples is E = (Z + Z') / 2, that of the odd ones O = (Z - Z') / 2i, and
// X[k] = E + exp(-iπk/half) O, X[half - k] = conj(E - exp(-iπk/half) O).
// (zr, zi) is Z, (mr, mi) is Z[half - k]; `near` and `far` become |X[k]|² and |X[half - k]|².
#define UNTANGLE(type, zr, zi, mr, mi, cosine, sine, near, far)           \
  do {                                                                    \
    type er = ((zr) + (mr)) / 2, ei = ((zi) - (mi)) / 2;                  \
    type dr = ((zr) - (mr)) / 2, di = ((zi) + (mi)) / 2;                  \
    type tr = (cosine) * di - (sine) * dr;                                \
    type ti = (cosine) * dr + (sine) * di;                                \
    (near) = (er + tr) * (er + tr) + (ei - ti) * (ei - ti);               \
    (far) = (er - tr) * (er - tr) + (ei + ti) * (ei + ti);                \
  } while (0)

SM_CLONES
void sm_real_power(const float *packed, const float *turns, int64_t half, float *power) {
  const float *cosines = turns, *sines = turns + half / 2 + 1;
  float sum = packed[0] + packed[1], difference = packed[0] - packed[1];
  power[0] = sum * sum;
  power[half] = difference * difference;
  int64_t k = 1;
  for (; k + LANES <= (half + 1) / 2; k += LANES) {
    int64_t mirror = half - k - (LANES - 1);
    v16 z0 = LOAD(packed + 2 * k), z1 = LOAD(packed + 2 * k + LANES);
    v16 m0 = LOAD(packed + 2 * mirror), m1 = LOAD(packed + 2 * mirror + LANES);
    v16 zr = REALS(z0, z1), zi = IMAGINARIES(z0, z1);
    v16 mr = REALS(m0, m1), mi = IMAGINARIES(m0, m1);
    mr = REVERSED(mr);
    mi = REVERSED(mi);
    v16 near, far;
    UNTANGLE(v16, zr, zi, mr, mi, LOAD(cosines + k), LOAD(sines + k), near, far);
    STORE(power + k, near);
    STORE(power + mirror, REVERSED(far));
  }
  for (; k <= half / 2; k++) {
    const float *z = packed + 2 * k, *m = packed + 2 * (half - k);
    float near, far;
    UNTANGLE(float, z[0], z[1], m[0], m[1], cosines[k], sines[k], near, far);
    power[half - k] = far;
    power[k] = near;
  }
}

SM_CLONES
void sm_complex_power(const float *bins, int64_t count, float *power) {
  for (int64_t k = 0; k < count; k++) {
    power[k] = bins[2 * k] * bins[2 * k] + bins[2 * k + 1] * bins[2 * k + 1];
  }
}

SM_CLONES
void sm_window_double(const float *samples, const double *window, int64_t count,
                      double *windowed) {
  int64_t i = 0;
  for (; i + DOUBLE_LANES <= count; i += DOUBLE_LANES) {
    d8 wide = __builtin_convertvector(*(const f8_anywhere *)(samples + i), d8);
    STORE_DOUBLES(windowed + i, wide * LOAD_DOUBLES(window + i));
  }
  for (; i < count; i++) windowed[i] = samples[i] * window[i];
}

#define REAL_DOUBLES(a, b) __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14)
#define IMAGINARY_DOUBLES(a, b) __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15)
#define REVERSED_DOUBLES(a) __builtin_shufflevector(a, a, 7, 6, 5, 4, 3, 2, 1, 0)
#define STORE_FLOATS(pointer, value) \
  (*(f8_anywhere *)(pointer) = __builtin_convertvector(value, f8_anywhere))

SM_CLONES
void sm_real_power_double(const double *packed, const double *turns, int64_t half, float *power) {
  const double *cosines = turns, *sines = turns + half / 2 + 1;
  double sum = packed[0] + packed[1], difference = packed[0] - packed[1];
  power[0] = (float)(sum * sum);
  power[half] = (float)(difference * difference);
  int64_t k = 1;
  for (; k + DOUBLE_LANES <= (half + 1) / 2; k += DOUBLE_LANES) {
    int64_t mirror = half - k - (DOUBLE_LANES - 1);
    d8 z0 = LOAD_DOUBLES(packed + 2 * k), z1 = LOAD_DOUBLES(packed + 2 * k + DOUBLE_LANES);
    d8 m0 = LOAD_DOUBLES(packed + 2 * mirror);
    d8 m1 = LOAD_DOUBLES(packed + 2 * mirror + DOUBLE_LANES);
    d8 zr = REAL_DOUBLES(z0, z1), zi = IMAGINARY_DOUBLES(z0, z1);
    d8 mr = REAL_DOUBLES(m0, m1), mi = IMAGINARY_DOUBLES(m0, m1);
    mr = REVERSED_DOUBLES(mr);
    mi = REVERSED_DOUBLES(mi);
    d8 near, far;
    UNTANGLE(d8, zr, zi, mr, mi, LOAD_DOUBLES(cosines + k), LOAD_DOUBLES(sines + k), near, far);
    far = REVERSED_DOUBLES(far);
    STORE_FLOATS(power + k, near);
    STORE_FLOATS(power + mirror, far);
  }
  for (; k <= half / 2; k++) {
    const double *z = packed + 2 * k, *m = packed + 2 * (half - k);
    double near, far;
    UNTANGLE(double, z[0], z[1], m[0], m[1], cosines[k], sines[k], near, far);
    power[half - k] = (float)far;
    power[k] = (float)near;
  }
}

SM_CLONES
void sm_complex_power_double(const double *bins, int64_t count, float *power) {
  for (int64_t k = 0; k < count; k++) {
    power[k] = (float)(bins[2 * k] * bins[2 * k] + bins[2 * k + 1] * bins[2 * k + 1]);
  }
}

SM_CLONES
void sm_square_root(float *values, int64_t count) {
  int64_t i = 0;
  for (; i + LANES <= count; i += LANES) {
    STORE(values + i, __builtin_elementwise_sqrt(LOAD(values + i)));
  }
  for (; i < count; i++) values[i] = sqrtf(values[i]);
}
