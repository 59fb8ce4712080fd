#pragma once

/// y[row, t] = (x[row, (t + shift) mod frames] − mean) / deviation, for 0 <= shift < frames.
void ck_standardise_and_roll(
    const float *x, float *y, long rows, long frames, long shift, float mean, float deviation);

/// y = weight·a + (1 − weight)·b
void ck_mix(const float *a, const float *b, float *y, long count, float weight);
