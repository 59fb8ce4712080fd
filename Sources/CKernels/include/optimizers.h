#pragma once

/// One step of AdamW (Loshchilov and Hutter 2019), as torch.optim.AdamW takes it.
typedef struct {
  float decay;       // 1 − learning rate · weight decay
  float rest1;       // 1 − beta1
  float beta2, rest2;  // and 1 − beta2, not to be had from a float32 beta2
  float step_size;   // learning rate / (1 − beta1^step)
  float correction;  // 1 / √(1 − beta2^step)
  float epsilon;
} ck_adamw;

/// Over `count` parameters, a multiple of 16, on 64-byte borders. A parameter whose gradient has
/// always been zero and that is zero itself, as padding is, stays zero. Returns the sum of the
/// gradients' squares, NaN or infinite if any gradient is.
double ck_adamw_update(
    float *weights, const float *gradients, float *first_moments, float *second_moments,
    long count, ck_adamw step);

/// One step of stochastic gradient descent: momenta = momentum · momenta + gradients + decay · weights,
/// which times the rate is taken from the weights. Counts, borders and result as above.
double ck_sgd_update(
    float *weights, const float *gradients, float *momenta, long count, float rate, float decay,
    float momentum);

/// The sum of squares of `count` values, counted and placed as above.
double ck_sum_of_squares(const float *values, long count);

/// values = factor · values
void ck_scale(float *values, long count, float factor);

/// averages = kept · averages + (1 − kept) · values
void ck_average(float *averages, const float *values, long count, float kept);
