#pragma once
#include <stdint.h>

// Interleaved samples to mono float32; 16-bit full scale becomes ±1.
// `mean` adds the channels in order and divides by their number; `first` takes channel 0.

void sm_pcm16_mean(const int16_t *_Nonnull samples, int64_t frames, int32_t channels,
                   float *_Nonnull mono);
void sm_pcm16_first(const int16_t *_Nonnull samples, int64_t frames, int32_t channels,
                    float *_Nonnull mono);
void sm_float_mean(const float *_Nonnull samples, int64_t frames, int32_t channels,
                   float *_Nonnull mono);
void sm_float_first(const float *_Nonnull samples, int64_t frames, int32_t channels,
                    float *_Nonnull mono);

// The place of the first sample that is NaN or whose magnitude exceeds `limit`; `count` if none is.
int64_t sm_first_beyond(const float *_Nonnull samples, int64_t count, float limit);
