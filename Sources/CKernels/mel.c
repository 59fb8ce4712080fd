#include "mel.h"

#include <string.h>

#include "clones.h"
#include "lanes.h"

#pragma STDC FP_CONTRACT OFF

// A stage of the transposition of 16 rows of 16: it swaps blocks of `step` off the diagonal.
#define SWAP(step)                                        \
  for (int i = 0; i < LANES; i++) {                       \
    if (i & (step)) continue;                             \
    v16 upper = rows[i], lower = rows[i + (step)];        \
    SHUFFLES_##step                                       \
  }
#define SHUFFLE(name, ...) name = __builtin_shufflevector(upper, lower, __VA_ARGS__);
#define SHUFFLES_8                                                                    \
  SHUFFLE(rows[i], 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23)            \
  SHUFFLE(rows[i + 8], 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31)
#define SHUFFLES_4                                                                    \
  SHUFFLE(rows[i], 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27)          \
  SHUFFLE(rows[i + 4], 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31)
#define SHUFFLES_2                                                                    \
  SHUFFLE(rows[i], 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29)          \
  SHUFFLE(rows[i + 2], 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31)
#define SHUFFLES_1                                                                    \
  SHUFFLE(rows[i], 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30)         \
  SHUFFLE(rows[i + 1], 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31)

// Bins in rows and frames in lanes: a weight is then one broadcast for sixteen frames, and what
// comes out lies as the spectrogram wants it.
SM_CLONES
void sm_filter_bands(const float *spectra, int64_t bins, int64_t stride, const int32_t *starts,
                     const int32_t *offsets, const float *weights, int64_t filters, float *tile,
                     int64_t frames, float *bands, int64_t band_stride) {
  v16 rows[LANES];
  for (int64_t bin = 0; bin < bins; bin += LANES) {
    for (int i = 0; i < LANES; i++) rows[i] = LOAD(spectra + i * stride + bin);
    SWAP(8)
    SWAP(4)
    SWAP(2)
    SWAP(1)
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
