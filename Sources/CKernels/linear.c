#include "linear.h"

typedef float vector __attribute__((vector_size(32)));

#define ROW(p, row) ((const vector *)((p) + (row) * stride))

// A macro: clang refuses vectors of AVX as arguments in baseline code.
#define TOTAL(bias, sum) ({ \
    float total = bias; \
    for (int lane = 0; lane < 8; lane++) total += (sum)[lane]; \
    total; })

__attribute__((target_clones("arch=x86-64-v3", "default")))
void ck_linear(
    const float *x, const float *weights, const float *bias, float *y, long rows, long stride,
    long y_stride, long first, long end) {
  for (long output = first; output < end; output++) {
    const vector *w = ROW(weights, output);
    float start = bias ? bias[output] : 0;
    float *to = y + output;
    long row = 0;
    // Four at once, so that no sum waits for its last addition.
    for (; row + 4 <= rows; row += 4) {
      const vector *a = ROW(x, row), *b = ROW(x, row + 1), *c = ROW(x, row + 2), *d = ROW(x, row + 3);
      vector sa = {}, sb = {}, sc = {}, sd = {};
      for (long i = 0; i < stride / 8; i++) {
        sa += a[i] * w[i], sb += b[i] * w[i];
        sc += c[i] * w[i], sd += d[i] * w[i];
      }
      to[row * y_stride] = TOTAL(start, sa);
      to[(row + 1) * y_stride] = TOTAL(start, sb);
      to[(row + 2) * y_stride] = TOTAL(start, sc);
      to[(row + 3) * y_stride] = TOTAL(start, sd);
    }
    for (; row < rows; row++) {
      vector sum = {};
      for (long i = 0; i < stride / 8; i++) sum += ROW(x, row)[i] * w[i];
      to[row * y_stride] = TOTAL(start, sum);
    }
  }
}

__attribute__((target_clones("arch=x86-64-v3", "default")))
void ck_linear_backward_weights(
    const float *x, const float *dy, float *dweights, float *dbias, long rows, long stride,
    long dy_stride, long first, long end) {
  for (long output = first; output < end; output++) {
    vector *dw = (vector *)(dweights + output * stride);
    float sum = 0;
    for (long i = 0; i < stride / 8; i++) dw[i] = (vector){};
    for (long row = 0; row < rows; row++) {
      float d = dy[row * dy_stride + output];
      for (long i = 0; i < stride / 8; i++) dw[i] += ROW(x, row)[i] * d;
      sum += d;
    }
    if (dbias) dbias[output] = sum;
  }
}

__attribute__((target_clones("arch=x86-64-v3", "default")))
void ck_linear_backward_data(
    const float *weights, const float *dy, float *dx, long stride, long outputs, long dy_stride,
    long first, long end) {
  // In parts whose sums stay in the nearest cache, so that the weights come from memory once.
  for (long start = 0; start < stride / 8; start += 128) {
    long stop = start + 128 < stride / 8 ? start + 128 : stride / 8;
    for (long row = first; row < end; row++)
      for (long i = start; i < stop; i++) ((vector *)(dx + row * stride))[i] = (vector){};
    long output = 0;
    for (; output + 4 <= outputs; output += 4) {
      const vector *a = ROW(weights, output), *b = ROW(weights, output + 1);
      const vector *c = ROW(weights, output + 2), *d = ROW(weights, output + 3);
      for (long row = first; row < end; row++) {
        vector *to = (vector *)(dx + row * stride);
        const float *g = dy + row * dy_stride + output;
        // One after the other, as without company.
        for (long i = start; i < stop; i++) {
          vector sum = to[i];
          sum += a[i] * g[0], sum += b[i] * g[1];
          sum += c[i] * g[2], sum += d[i] * g[3];
          to[i] = sum;
        }
      }
    }
    for (; output < outputs; output++)
      for (long row = first; row < end; row++) {
        vector *to = (vector *)(dx + row * stride);
        float g = dy[row * dy_stride + output];
        for (long i = start; i < stop; i++) to[i] += ROW(weights, output)[i] * g;
      }
  }
}
