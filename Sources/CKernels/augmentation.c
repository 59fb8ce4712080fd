#include "augmentation.h"

#include <string.h>

__attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
void ck_standardise(float *x, long count, float mean, float deviation) {
  for (long i = 0; i < count; i++) x[i] = (x[i] - mean) / deviation;
}

void ck_roll(float *x, float *row, long rows, long frames, long shift) {
  for (long r = 0; r < rows; r++, x += frames) {
    memcpy(row, x, shift * sizeof *x);
    memmove(x, x + shift, (frames - shift) * sizeof *x);
    memcpy(x + frames - shift, row, shift * sizeof *x);
  }
}

__attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
void ck_mix(const float *a, const float *b, float *y, long count, float weight) {
  float rest = 1.0f - weight;
  for (long i = 0; i < count; i++) y[i] = weight * a[i] + rest * b[i];
}
