#include "mel.h"

#include <string.h>

#include "clones.h"
#include "lanes.h"
#include "transpose.h"

#pragma STDC FP_CONTRACT OFF

// Bins in rows and frames in lanes: a weight is then one broadcast for sixteen frames, and what
// comes out lies as the spectrogram wants it.
SM_CLONES
void sm_filter_bands(const float *spectra, int64_t bins, int64_t stride, const int32_t *starts,
                     const int32_t *offsets, const float *weights, int64_t filters, float *tile,
                     int64_t frames, float *bands, int64_t band_stride) {
  v16 rows[LANES];
  for (int64_t bin = 0; bin < bins; bin += LANES) {
    for (int i = 0; i < LANES; i++) rows[i] = LOAD(spectra + i * stride + bin);
    TRANSPOSE(v16, rows)
    for (int i = 0; i < LANES; i++) STORE(tile + (bin + i) * LANES, rows[i]);
  }
  for (int64_t b = 0; b < filters; b++) {
    const float *row = tile + (int64_t)starts[b] * LANES;
    v16 sum = {0};
    for (int32_t w = offsets[b]; w < offsets[b + 1]; w++, row += LANES) {
      sum += LOAD(row) * weights[w];
    }
    if (frames == LANES) {
      STORE(bands + b * band_stride, sum);
    } else {
      memcpy(bands + b * band_stride, &sum, (size_t)frames * sizeof(float));
    }
  }
}
