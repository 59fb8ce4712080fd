// What networks do with steps.
#pragma once

/// One clip's step of a GRU as torch has it: r = σ(input_r + hidden_r), z = σ(input_z + hidden_z),
/// n = tanh(input_n + r · hidden_n), after = (1 − z) · n + z · before; `input` and `hidden` [3 · features] are
/// W x + b of the step and of the state before. `kept` [4 · features] is what the way back reads.
void ck_gru_step(
    const float *input, const float *hidden, const float *before, float *kept, float *after,
    long features);
/// The gradients of `input`, `hidden` and, but for what comes by `hidden`, of `before`, from that of `after`:
/// dy plus what `carried` holds, which becomes that of `before`.
void ck_gru_step_backward(
    const float *kept, const float *before, const float *dy, float *dinput, float *dhidden,
    float *carried, long features);

/// Each row of x [rows, columns] becomes softmax(scale · x).
void ck_softmax(float *x, long rows, long columns, float scale);
/// d, the gradient of y = softmax(scale · x), becomes that of x.
void ck_softmax_backward(const float *y, float *d, long rows, long columns, float scale);

/// y = scale · (x − mean)/√(variance + epsilon) + shift over the features of each row from `first` to before `end`;
/// `moments` [rows, 2] gets the mean and 1/√….
void ck_layer_norm(
    const float *x, const float *scale, const float *shift, float epsilon, float *y, float *moments,
    long features, long stride, long first, long end);
void ck_layer_norm_backward(
    const float *x, const float *moments, const float *scale, const float *dy, float *dx,
    long features, long stride, long first, long end);
/// Of the features from `first` to before `end`.
void ck_layer_norm_backward_weights(
    const float *x, const float *moments, const float *dy, float *dscale, float *dshift,
    long rows, long stride, long first, long end);
