#pragma once
#include <stdint.h>

// result[i] = samples[i + 1] - coefficient * samples[i] for the count - 1 pairs of neighbours.
void sm_preemphasise(const float *_Nonnull samples, int64_t count, float coefficient,
                     float *_Nonnull result);

// Power spectra of sixteen frames at once, each in one lane of vectors: sample or bin i of all of
// them lies in row i of sixteen values, on a border of 64 bytes. Every kernel gives the same bits on
// every instruction set: products and sums are rounded apart.

// Sample i of the frames, times window[i], goes to row i * spacing; the rows between become zero.
// size is at least 16.
void sm_lane_frames(const float *_Nonnull const *_Nonnull frames, const float *_Nonnull window,
                    int64_t size, int64_t spacing, float *_Nonnull rows);

// The Fourier transform of `points` complex numbers, in place: the real part of number i lies in row
// 2i, the imaginary one in row 2i + 1. It takes `levels` steps of decimation in frequency, one for each
// of the radices (2, 4, 8 or odd), whose product is `points`, and leaves the frequencies out of order.
// roots holds exp(-2πik/points), real and imaginary, for k in 0..<points.
// scratch: as many rows as twice the largest radix.
void sm_lane_transform(float *_Nonnull rows, int64_t points, const int32_t *_Nonnull radices,
                       int64_t levels, const float *_Nonnull roots, float *_Nonnull scratch);

// The power of the half + 1 bins of real frames of 2 half samples, from the transform of their halved
// samples as complex numbers, even ones real and odd ones imaginary; places[k] is where that left
// frequency k. turns holds cos(πk/half) for k in 0...half/2, then sin(πk/half) for the same.
void sm_lane_power(const float *_Nonnull rows, const int32_t *_Nonnull places,
                   const float *_Nonnull turns, int64_t half, float *_Nonnull power);

// The power of the first bins of a transform.
void sm_lane_complex_power(const float *_Nonnull rows, const int32_t *_Nonnull places, int64_t bins,
                           float *_Nonnull power);

// The same in double precision.
void sm_lane_frames_double(const float *_Nonnull const *_Nonnull frames,
                           const double *_Nonnull window, int64_t size, int64_t spacing,
                           double *_Nonnull rows);
void sm_lane_transform_double(double *_Nonnull rows, int64_t points,
                              const int32_t *_Nonnull radices, int64_t levels,
                              const double *_Nonnull roots, double *_Nonnull scratch);
void sm_lane_power_double(const double *_Nonnull rows, const int32_t *_Nonnull places,
                          const double *_Nonnull turns, int64_t half, float *_Nonnull power);
void sm_lane_complex_power_double(const double *_Nonnull rows, const int32_t *_Nonnull places,
                                  int64_t bins, float *_Nonnull power);

void sm_square_root(float *_Nonnull values, int64_t count);
