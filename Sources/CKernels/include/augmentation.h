#pragma once

/// x = (x − mean) / deviation
void ck_standardise(float *x, long count, float mean, float deviation);

/// x[r, t] = x[r, (t + shift) mod frames], for 0 <= shift < frames; `row` has room for `shift` values.
void ck_roll(float *x, float *row, long rows, long frames, long shift);

/// y = weight·a + (1 − weight)·b
void ck_mix(const float *a, const float *b, float *y, long count, float weight);
