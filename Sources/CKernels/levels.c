#include "levels.h"

#include "clones.h"

// Accumulators side by side: two AVX-512 registers of floats, one of 16-bit integers.
enum { lanes = 32 };

SM_CLONES
void sm_levels(const float *samples, int64_t count, float *low, float *high, double *sum) {
  float lows[lanes], highs[lanes], sums[lanes];
  for (int j = 0; j < lanes; j++) {
    lows[j] = *low;
    highs[j] = *high;
    sums[j] = 0;
  }
  int64_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    for (int j = 0; j < lanes; j++) {
      float sample = samples[i + j];
      lows[j] = sample < lows[j] ? sample : lows[j];
      highs[j] = sample > highs[j] ? sample : highs[j];
      sums[j] += sample;
    }
  }
  for (int j = 0; i < count; i++, j++) {
    lows[j] = samples[i] < lows[j] ? samples[i] : lows[j];
    highs[j] = samples[i] > highs[j] ? samples[i] : highs[j];
    sums[j] += samples[i];
  }
  for (int j = 0; j < lanes; j++) {
    *low = lows[j] < *low ? lows[j] : *low;
    *high = highs[j] > *high ? highs[j] : *high;
    *sum += sums[j];
  }
}

// With one or two channels each lane sees one channel alone.
#define RANGES(name, type)                                                                      \
  SM_CLONES                                                                                     \
  void name(const type *samples, int64_t frames, int32_t channels, float scale, float *low,     \
            float *high) {                                                                      \
    int64_t count = frames * channels, i = 0;                                                   \
    if (channels <= 2 && count >= lanes) {                                                      \
      type lows[lanes], highs[lanes];                                                           \
      for (int j = 0; j < lanes; j++) lows[j] = highs[j] = samples[j];                          \
      for (i = lanes; i + lanes <= count; i += lanes) {                                         \
        for (int j = 0; j < lanes; j++) {                                                       \
          type sample = samples[i + j];                                                         \
          lows[j] = sample < lows[j] ? sample : lows[j];                                        \
          highs[j] = sample > highs[j] ? sample : highs[j];                                     \
        }                                                                                       \
      }                                                                                         \
      for (int j = 0; j < lanes; j++) {                                                         \
        int32_t c = j % channels;                                                               \
        low[c] = (float)lows[j] * scale < low[c] ? (float)lows[j] * scale : low[c];             \
        high[c] = (float)highs[j] * scale > high[c] ? (float)highs[j] * scale : high[c];        \
      }                                                                                         \
    }                                                                                           \
    for (int32_t c = (int32_t)(i % channels); i < count; i++) {                                 \
      float sample = (float)samples[i] * scale;                                                 \
      low[c] = sample < low[c] ? sample : low[c];                                               \
      high[c] = sample > high[c] ? sample : high[c];                                            \
      if (++c == channels) c = 0;                                                               \
    }                                                                                           \
  }

RANGES(sm_pcm16_ranges, int16_t)
RANGES(sm_float_ranges, float)

SM_CLONES
int64_t sm_pcm16_count_beyond(const int16_t *samples, int64_t count, int16_t limit) {
  int64_t beyond = 0;
  for (int64_t i = 0; i < count; i++) beyond += samples[i] >= limit || samples[i] <= -limit;
  return beyond;
}

SM_CLONES
int64_t sm_float_count_beyond(const float *samples, int64_t count, float limit) {
  int64_t beyond = 0;
  for (int64_t i = 0; i < count; i++) beyond += samples[i] >= limit || samples[i] <= -limit;
  return beyond;
}

void sm_energies(const float *samples, int64_t frames, int32_t channels, double *sums,
                 double *squares) {
  for (int64_t i = 0; i < frames; i++, samples += channels) {
    for (int32_t c = 0; c < channels; c++) {
      double sample = samples[c];
      sums[c] += sample;
      squares[c] += sample * sample;
    }
  }
}
