#include "pcm.h"

#include <math.h>
#include <string.h>

#include "clones.h"

static const float scale = 1.0f / 32768;

// Sums of up to 256 shorts are exact in float32, so the order of scaling changes no bit.
SM_CLONES
static void pcm16_stereo_mean(const int16_t *samples, int64_t frames, float *mono) {
  for (int64_t i = 0; i < frames; i++) {
    mono[i] = (float)(samples[2 * i] + samples[2 * i + 1]) * (scale / 2);
  }
}

SM_CLONES
static void pcm16_mono(const int16_t *samples, int64_t frames, float *mono) {
  for (int64_t i = 0; i < frames; i++) mono[i] = (float)samples[i] * scale;
}

void sm_pcm16_mean(const int16_t *samples, int64_t frames, int32_t channels, float *mono) {
  if (channels == 1) return pcm16_mono(samples, frames, mono);
  if (channels == 2) return pcm16_stereo_mean(samples, frames, mono);
  for (int64_t i = 0; i < frames; i++, samples += channels) {
    float sum = 0;
    for (int32_t c = 0; c < channels; c++) sum += (float)samples[c] * scale;
    mono[i] = sum / (float)channels;
  }
}

void sm_pcm16_first(const int16_t *samples, int64_t frames, int32_t channels, float *mono) {
  if (channels == 1) return pcm16_mono(samples, frames, mono);
  for (int64_t i = 0; i < frames; i++) mono[i] = (float)samples[i * channels] * scale;
}

SM_CLONES
static void float_stereo_mean(const float *samples, int64_t frames, float *mono) {
  for (int64_t i = 0; i < frames; i++) mono[i] = (samples[2 * i] + samples[2 * i + 1]) * 0.5f;
}

void sm_float_mean(const float *samples, int64_t frames, int32_t channels, float *mono) {
  if (channels == 1) {
    memcpy(mono, samples, (size_t)frames * sizeof(float));
    return;
  }
  if (channels == 2) return float_stereo_mean(samples, frames, mono);
  for (int64_t i = 0; i < frames; i++, samples += channels) {
    float sum = samples[0];
    for (int32_t c = 1; c < channels; c++) sum += samples[c];
    mono[i] = sum / (float)channels;
  }
}

void sm_float_first(const float *samples, int64_t frames, int32_t channels, float *mono) {
  for (int64_t i = 0; i < frames; i++) mono[i] = samples[i * channels];
}

// Whole blocks without a branch inside, so that the compiler can use vectors.
SM_CLONES
int64_t sm_first_beyond(const float *samples, int64_t count, float limit) {
  enum { block = 256 };
  int64_t i = 0;
  for (; i + block <= count; i += block) {
    int beyond = 0;
    for (int j = 0; j < block; j++) beyond |= !(fabsf(samples[i + j]) <= limit);
    if (beyond) break;
  }
  for (; i < count; i++) {
    if (!(fabsf(samples[i]) <= limit)) return i;
  }
  return count;
}

// Each step is turned back and compared bit for bit, which finds -0, NaN and what was clipped as well.
// As above, blocks without a branch inside.
SM_CLONES
int32_t sm_whole_pcm16(const float *samples, int64_t count, int16_t *steps) {
  enum { block = 512 };
  for (int64_t i = 0; i < count; i += block) {
    int64_t end = count - i < block ? count : i + block;
    uint32_t lost = 0;
    for (int64_t j = i; j < end; j++) {
      float step = samples[j] * (1 / scale);
      step = step > -32768 ? step : -32768;
      step = step < 32767 ? step : 32767;
      steps[j] = (int16_t)step;
      float back = (float)steps[j] * scale;
      uint32_t bits, bits_back;
      memcpy(&bits, &samples[j], sizeof bits);
      memcpy(&bits_back, &back, sizeof bits_back);
      lost |= bits ^ bits_back;
    }
    if (lost) return 0;
  }
  return 1;
}

// A block's floats end before the steps of the next one begin.
SM_CLONES
void sm_pcm16_widen(float *samples, int64_t count) {
  enum { block = 512 };
  const char *steps = (const char *)samples + count * (int64_t)sizeof(int16_t);
  int16_t ahead[block];
  for (int64_t i = 0; i < count; i += block) {
    int64_t some = count - i < block ? count - i : block;
    memcpy(ahead, steps + i * (int64_t)sizeof(int16_t), (size_t)some * sizeof(int16_t));
    for (int64_t j = 0; j < some; j++) samples[i + j] = (float)ahead[j] * scale;
  }
}
