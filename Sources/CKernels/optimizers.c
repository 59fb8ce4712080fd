#include "optimizers.h"

typedef float vector __attribute__((vector_size(64)));
typedef double wide __attribute__((vector_size(128)));

__attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
double ck_adamw_update(
    float *weights, const float *gradients, float *first_moments, float *second_moments,
    long count, ck_adamw step) {
  vector *w = (vector *)weights, *m = (vector *)first_moments, *v = (vector *)second_moments;
  const vector *g = (const vector *)gradients;
  wide squares = {};
  for (long i = 0; i < count / 16; i++) {
    vector first = m[i] + (g[i] - m[i]) * step.rest1;
    vector second = v[i] * step.beta2 + g[i] * g[i] * step.rest2;
    // sqrtf in a plain loop stays scalar, for errno's sake.
    vector root = __builtin_elementwise_sqrt(second) * step.correction + step.epsilon;
    w[i] = w[i] * step.decay - first / root * step.step_size;
    m[i] = first;
    v[i] = second;
    wide exact = __builtin_convertvector(g[i], wide);
    squares += exact * exact;
  }
  double sum = 0;
  for (int lane = 0; lane < 16; lane++) sum += squares[lane];
  return sum;
}

__attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
double ck_sgd_update(
    float *weights, const float *gradients, float *momenta, long count, float rate, float decay,
    float momentum) {
  vector *w = (vector *)weights, *m = (vector *)momenta;
  const vector *g = (const vector *)gradients;
  wide squares = {};
  for (long i = 0; i < count / 16; i++) {
    vector moved = m[i] * momentum + (g[i] + w[i] * decay);
    w[i] -= moved * rate;
    m[i] = moved;
    wide exact = __builtin_convertvector(g[i], wide);
    squares += exact * exact;
  }
  double sum = 0;
  for (int lane = 0; lane < 16; lane++) sum += squares[lane];
  return sum;
}

__attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
double ck_sum_of_squares(const float *values, long count) {
  wide squares = {};
  for (long i = 0; i < count / 16; i++) {
    wide exact = __builtin_convertvector(((const vector *)values)[i], wide);
    squares += exact * exact;
  }
  double sum = 0;
  for (int lane = 0; lane < 16; lane++) sum += squares[lane];
  return sum;
}

__attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
void ck_scale(float *values, long count, float factor) {
  for (long i = 0; i < count / 16; i++) ((vector *)values)[i] *= factor;
}

__attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
void ck_average(float *averages, const float *values, long count, float kept) {
  vector *a = (vector *)averages;
  for (long i = 0; i < count / 16; i++)
    a[i] += (((const vector *)values)[i] - a[i]) * (1 - kept);
}
