#pragma once

// The fully connected layer that ends a network. `stride` is the inputs with their padding, a
// multiple of 8, whose values are zero.

/// y[row, output] = bias[output] + Σ x[row, input] · weights[output, input]
void ck_linear(
    const float *x, const float *weights, const float *bias, float *y, long rows, long stride,
    long outputs);

/// dweights[output, input] = Σ over rows of dy[row, output] · x[row, input], dbias alike, and
/// dx[row, input] = Σ over outputs of dy[row, output] · weights[output, input]
void ck_linear_backward(
    const float *x, const float *weights, const float *dy, float *dx, float *dweights,
    float *dbias, long rows, long stride, long outputs);
