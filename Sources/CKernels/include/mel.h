#pragma once
#include <stdint.h>

// Filters of a few bins each, their weights one after the other: filter b weighs the bins from
// starts[b] on with weights[offsets[b]..<offsets[b + 1]].
//
// power: the spectra of sixteen frames, bin i of all of them in row i, on a border of 64 bytes.
// Frame f gives bands[b * band_stride + f] for f < frames <= 16.
void sm_filter_bands(const float *_Nonnull power, const int32_t *_Nonnull starts,
                     const int32_t *_Nonnull offsets, const float *_Nonnull weights,
                     int64_t filters, int64_t frames, float *_Nonnull bands, int64_t band_stride);
