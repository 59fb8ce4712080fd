#include "linear.h"

typedef float vector __attribute__((vector_size(32)));

__attribute__((target_clones("arch=x86-64-v3", "default")))
void ck_linear(
    const float *x, const float *weights, const float *bias, float *y, long rows, long stride,
    long outputs) {
  for (long row = 0; row < rows; row++)
    for (long output = 0; output < outputs; output++) {
      const vector *a = (const vector *)(x + row * stride);
      const vector *w = (const vector *)(weights + output * stride);
      vector sum = {};
      for (long i = 0; i < stride / 8; i++) sum += a[i] * w[i];
      float total = bias[output];
      for (int lane = 0; lane < 8; lane++) total += sum[lane];
      y[row * outputs + output] = total;
    }
}

__attribute__((target_clones("arch=x86-64-v3", "default")))
void ck_linear_backward(
    const float *x, const float *weights, const float *dy, float *dx, float *dweights,
    float *dbias, long rows, long stride, long outputs) {
  for (long output = 0; output < outputs; output++) {
    float sum = 0;
    for (long row = 0; row < rows; row++) sum += dy[row * outputs + output];
    dbias[output] = sum;
    for (long i = 0; i < stride / 8; i++) {
      vector gradient = {};
      for (long row = 0; row < rows; row++)
        gradient += ((const vector *)(x + row * stride))[i] * dy[row * outputs + output];
      ((vector *)(dweights + output * stride))[i] = gradient;
    }
  }
  for (long row = 0; row < rows; row++)
    for (long i = 0; i < stride / 8; i++) {
      vector gradient = {};
      for (long output = 0; output < outputs; output++)
        gradient += ((const vector *)(weights + output * stride))[i] * dy[row * outputs + output];
      ((vector *)(dx + row * stride))[i] = gradient;
    }
}
