#pragma once
#include <stdint.h>

// values[i] = factor * ln(max(values[i], least) + offset) + addend, within 4e-7 of the logarithm's own
// magnitude or 1e-7; an addend of -0 changes no bit. The arguments must be normal numbers; the same bits
// on every instruction set.
void sm_scaled_logarithm(float *_Nonnull values, int64_t count, float least, float offset,
                         float factor, float addend);

// values[i] = factor * values[i] + addend
void sm_scale_and_add(float *_Nonnull values, int64_t count, float factor, float addend);

// values[i] = max(values[i], least)
void sm_raise(float *_Nonnull values, int64_t count, float least);

// values[i] -= amount
void sm_subtract(float *_Nonnull values, int64_t count, float amount);

float sm_maximum(const float *_Nonnull values, int64_t count);
