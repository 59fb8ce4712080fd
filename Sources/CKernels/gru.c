#include "sequences.h"
#include "clones.h"
#include "exponential.h"

SM_CLONES void ck_gru_step(
    const float *restrict input, const float *restrict hidden, const float *restrict before,
    float *restrict kept, float *restrict after, long features) {
  for (long i = 0; i < features; i++) {
    float r = sigmoid(input[i] + hidden[i]);
    float z = sigmoid(input[features + i] + hidden[features + i]);
    float m = hidden[2 * features + i];
    float n = hyperbolic_tangent(input[2 * features + i] + r * m);
    kept[i] = r, kept[features + i] = z, kept[2 * features + i] = n, kept[3 * features + i] = m;
    after[i] = n + z * (before[i] - n);
  }
}

SM_CLONES void ck_gru_step_backward(
    const float *restrict kept, const float *restrict before, const float *restrict dy,
    float *restrict dinput, float *restrict dhidden, float *restrict carried, long features) {
  for (long i = 0; i < features; i++) {
    float r = kept[i], z = kept[features + i];
    float n = kept[2 * features + i], m = kept[3 * features + i];
    float d = dy[i] + carried[i];
    float dn = d * (1 - z) * (1 - n * n);
    float dz = d * (before[i] - n) * z * (1 - z);
    float dr = dn * m * r * (1 - r);
    dinput[i] = dr, dinput[features + i] = dz, dinput[2 * features + i] = dn;
    dhidden[i] = dr, dhidden[features + i] = dz, dhidden[2 * features + i] = dn * r;
    carried[i] = d * z;
  }
}
