#include <math.h>

#include "sequences.h"
#include "clones.h"

SM_CLONES void ck_layer_norm(
    const float *x, const float *scale, const float *shift, float epsilon, float *y, float *moments,
    long features, long stride, long first, long end) {
#pragma clang fp reassociate(on)
  for (long row = first; row < end; row++) {
    const float *from = x + row * stride;
    float *to = y + row * stride, sum = 0, square = 0;
    for (long i = 0; i < features; i++) sum += from[i];
    float mean = sum / (float)features;
    for (long i = 0; i < features; i++) square += (from[i] - mean) * (from[i] - mean);
    float inverse = 1 / sqrtf(square / (float)features + epsilon);
    for (long i = 0; i < features; i++)
      to[i] = (from[i] - mean) * inverse * scale[i] + shift[i];
    moments[2 * row] = mean, moments[2 * row + 1] = inverse;
  }
}

SM_CLONES void ck_layer_norm_backward(
    const float *x, const float *moments, const float *scale, const float *dy, float *dx,
    long features, long stride, long first, long end) {
#pragma clang fp reassociate(on)
  for (long row = first; row < end; row++) {
    const float *from = x + row * stride, *slope = dy + row * stride;
    float *to = dx + row * stride, mean = moments[2 * row], inverse = moments[2 * row + 1];
    float sum = 0, product = 0;
    for (long i = 0; i < features; i++) {
      float d = slope[i] * scale[i];
      sum += d, product += d * (from[i] - mean) * inverse;
    }
    sum /= (float)features, product /= (float)features;
    for (long i = 0; i < features; i++)
      to[i] = inverse * (slope[i] * scale[i] - sum - (from[i] - mean) * inverse * product);
  }
}

SM_CLONES void ck_layer_norm_backward_weights(
    const float *x, const float *moments, const float *dy, float *dscale, float *dshift,
    long rows, long stride, long first, long end) {
  for (long i = first; i < end; i++) dscale[i] = dshift[i] = 0;
  for (long row = 0; row < rows; row++) {
    const float *from = x + row * stride, *slope = dy + row * stride;
    float mean = moments[2 * row], inverse = moments[2 * row + 1];
    for (long i = first; i < end; i++) {
      dscale[i] += slope[i] * (from[i] - mean) * inverse;
      dshift[i] += slope[i];
    }
  }
}
