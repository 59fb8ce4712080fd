#pragma once
#include <stdint.h>

// Filters of a few bins each, their weights one after the other: filter b weighs the bins from
// starts[b] on with weights[offsets[b]..<offsets[b + 1]].
//
// spectra: 16 spectra of `bins` values, one every `stride` floats, stride a multiple of 16 and at
// least bins. Spectrum f gives bands[b * band_stride + f] for f < frames <= 16.
// tile: scratch of 16 * stride floats.
void sm_filter_bands(const float *_Nonnull spectra, int64_t bins, int64_t stride,
                     const int32_t *_Nonnull starts, const int32_t *_Nonnull offsets,
                     const float *_Nonnull weights, int64_t filters, float *_Nonnull tile,
                     int64_t frames, float *_Nonnull bands, int64_t band_stride);
