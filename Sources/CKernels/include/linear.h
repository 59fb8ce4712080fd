#pragma once

// A fully connected layer. `stride` is the inputs with their padding, a multiple of 8, whose values
// are zero; y and dy have a stride of their own. Each works on a part, from `first` to before `end`,
// so that threads can share it. Without a bias, that and its gradient are NULL.

/// y[row, output] = bias[output] + Σ x[row, input] · weights[output, input], for a part of the outputs
void ck_linear(
    const float *x, const float *weights, const float *bias, float *y, long rows, long stride,
    long y_stride, long first, long end);

/// dweights[output, input] = Σ over rows of dy[row, output] · x[row, input], dbias alike, for a part of
/// the outputs
void ck_linear_backward_weights(
    const float *x, const float *dy, float *dweights, float *dbias, long rows, long stride,
    long dy_stride, long first, long end);

/// dx[row, input] = Σ over outputs of dy[row, output] · weights[output, input], for a part of the rows
void ck_linear_backward_data(
    const float *weights, const float *dy, float *dx, long stride, long outputs, long dy_stride,
    long first, long end);
