#include "augmentation.h"

__attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
void ck_standardise_and_roll(
    const float *x, float *y, long rows, long frames, long shift, float mean, float deviation) {
  for (long row = 0; row < rows; row++) {
    const float *from = x + row * frames;
    float *to = y + row * frames;
    for (long t = 0; t < frames - shift; t++) to[t] = (from[t + shift] - mean) / deviation;
    for (long t = 0; t < shift; t++) to[frames - shift + t] = (from[t] - mean) / deviation;
  }
}

__attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
void ck_mix(const float *a, const float *b, float *y, long count, float weight) {
  float rest = 1.0f - weight;
  for (long i = 0; i < count; i++) y[i] = weight * a[i] + rest * b[i];
}
