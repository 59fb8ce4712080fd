#include "sequences.h"
#include "clones.h"
#include "exponential.h"

SM_CLONES void ck_softmax(float *x, long rows, long columns, float scale) {
#pragma clang fp reassociate(on)
  for (long row = 0; row < rows; row++) {
    float *to = x + row * columns;
    float most = to[0], total = 0;
    for (long i = 1; i < columns; i++) most = to[i] > most ? to[i] : most;
    for (long i = 0; i < columns; i++) {
      to[i] = exponential((to[i] - most) * scale);
      total += to[i];
    }
    for (long i = 0; i < columns; i++) to[i] *= 1 / total;
  }
}

SM_CLONES void ck_softmax_backward(
    const float *y, float *d, long rows, long columns, float scale) {
#pragma clang fp reassociate(on)
  for (long row = 0; row < rows; row++) {
    const float *p = y + row * columns;
    float *to = d + row * columns, mean = 0;
    for (long i = 0; i < columns; i++) mean += p[i] * to[i];
    for (long i = 0; i < columns; i++) to[i] = scale * p[i] * (to[i] - mean);
  }
}
