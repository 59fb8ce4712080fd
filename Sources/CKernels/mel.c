#include "mel.h"

#include <string.h>

#include "clones.h"
#include "lanes.h"

#pragma STDC FP_CONTRACT OFF

SM_CLONES
void sm_filter_bands(const float *power, const int32_t *starts, const int32_t *offsets,
                     const float *weights, int64_t filters, int64_t frames, float *bands,
                     int64_t band_stride) {
  for (int64_t b = 0; b < filters; b++) {
    const v16_row *row = (const v16_row *)power + starts[b];
    v16 sum = {0};
    for (int32_t w = offsets[b]; w < offsets[b + 1]; w++, row++) sum += *row * weights[w];
    if (frames == LANES) {
      STORE(bands + b * band_stride, sum);
    } else {
      memcpy(bands + b * band_stride, &sum, (size_t)frames * sizeof(float));
    }
  }
}
