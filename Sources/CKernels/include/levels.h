#pragma once
#include <stdint.h>

// Widens `low` and `high` to the smallest and largest of the samples, and adds them to `sum`.
void sm_levels(const float *_Nonnull samples, int64_t count, float *_Nonnull low,
               float *_Nonnull high, double *_Nonnull sum);

// Widens `low` and `high`, of each channel, to the smallest and largest of interleaved samples times
// `scale`.
void sm_pcm16_ranges(const int16_t *_Nonnull samples, int64_t frames, int32_t channels, float scale,
                     float *_Nonnull low, float *_Nonnull high);
void sm_float_ranges(const float *_Nonnull samples, int64_t frames, int32_t channels, float scale,
                     float *_Nonnull low, float *_Nonnull high);

// How many samples reach `limit` or -`limit`.
int64_t sm_pcm16_count_beyond(const int16_t *_Nonnull samples, int64_t count, int16_t limit);
int64_t sm_float_count_beyond(const float *_Nonnull samples, int64_t count, float limit);

// Adds interleaved samples, and their squares, to each channel's.
void sm_energies(const float *_Nonnull samples, int64_t frames, int32_t channels,
                 double *_Nonnull sums, double *_Nonnull squares);
