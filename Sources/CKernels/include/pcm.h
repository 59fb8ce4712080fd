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

// Whether all samples are whole 16-bit steps, so that `steps` gives them back bit for bit; otherwise
// it holds nothing of use.
int32_t sm_whole_pcm16(const float *_Nonnull samples, int64_t count, int16_t *_Nonnull steps);
// The 16-bit steps that fill the second half of the memory of `samples` become samples.
void sm_pcm16_widen(float *_Nonnull samples, int64_t count);
