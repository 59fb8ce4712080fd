// Functions of single values, which the compiler makes vectors of in a loop.
#pragma once

#include <stdint.h>

// e^v by the polynomial of blocked_math.h; beyond ±87 as at ±87.
__attribute__((always_inline)) static inline float exponential(float v) {
  float t = v < -87.0f ? -87.0f : v;
  t = t > 87.0f ? 87.0f : t;
  float n = (t * 1.44269504f + 12582912.0f) - 12582912.0f;
  float r = (t - n * 0.693359375f) + n * 2.12194440e-4f;
  float p = ((((r * 1.9875691500e-4f + 1.3981999507e-3f) * r + 8.3334519073e-3f) * r
      + 4.1665795894e-2f) * r + 1.6666665459e-1f) * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  union { uint32_t bits; float value; } power = {(uint32_t)((int32_t)n + 127) << 23};
  return p * power.value;
}

__attribute__((always_inline)) static inline float sigmoid(float v) {
  return 1.0f / (1.0f + exponential(-v));
}

__attribute__((always_inline)) static inline float hyperbolic_tangent(float v) {
  return 2.0f / (1.0f + exponential(-2.0f * v)) - 1.0f;
}
