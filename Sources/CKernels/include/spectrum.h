#pragma once
#include <stdint.h>

// From a frame of samples to its power spectrum. Every kernel gives the same bits on every
// instruction set: products and sums are rounded apart.

// windowed[i] = samples[i] * window[i]
void sm_window(const float *_Nonnull samples, const float *_Nonnull window, int64_t count,
               float *_Nonnull windowed);

// The power of the half + 1 bins of a real signal of length 2 half, from `packed`: the complex
// transform (interleaved, of length half) of its even samples + i its odd ones.
// `turns` holds cos(πk/half) for k in 0..half/2, then sin(πk/half) for the same.
void sm_real_power(const float *_Nonnull packed, const float *_Nonnull turns, int64_t half,
                   float *_Nonnull power);

// The power of interleaved complex bins.
void sm_complex_power(const float *_Nonnull bins, int64_t count, float *_Nonnull power);

// The same with the transform in double precision.
void sm_window_double(const float *_Nonnull samples, const double *_Nonnull window, int64_t count,
                      double *_Nonnull windowed);
void sm_real_power_double(const double *_Nonnull packed, const double *_Nonnull turns, int64_t half,
                          float *_Nonnull power);
void sm_complex_power_double(const double *_Nonnull bins, int64_t count, float *_Nonnull power);

void sm_square_root(float *_Nonnull values, int64_t count);
