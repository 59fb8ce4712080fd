// What networks do with steps. Each of these works on one clip, or one step of it.
#pragma once

/// A GRU's step as torch has it: r = σ(input_r + hidden_r), z = σ(input_z + hidden_z),
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
