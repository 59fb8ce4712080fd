// Functions of each value, over the vector of blocked_vector.h.

#define FUNCTION_KERNELS(function, ACTIVATE, GRADIENT) \
  KERNEL NAME(function)(const void *x, void *y, long pixels) { \
    for (long i = 0; i < pixels; i++) { \
      vector t = LOAD(x, i); \
      STORE(y, i, ACTIVATE(t)); \
    } \
  } \
  KERNEL NAME(function##_backward)(const void *x, const void *dy, void *dx, long pixels) { \
    for (long i = 0; i < pixels; i++) { \
      vector t = LOAD(x, i), d = LOAD(dy, i); \
      STORE(dx, i, GRADIENT(t, d)); \
    } \
  }

FUNCTION_KERNELS(relu, RELU, RELU_GRADIENT)
FUNCTION_KERNELS(hard_swish, HARD_SWISH, HARD_SWISH_GRADIENT)
FUNCTION_KERNELS(sigmoid, SIGMOID, SIGMOID_GRADIENT)
FUNCTION_KERNELS(gelu, GELU, GELU_GRADIENT)

KERNEL NAME(add)(const void *a, const void *b, void *y, long pixels) {
  for (long i = 0; i < pixels; i++) STORE(y, i, LOAD(a, i) + LOAD(b, i));
}

// ---- each channel by its own factor

KERNEL NAME(scale)(const void *x, const float *factors, void *y, long pixels) {
  vector f = CHANNELS(factors);
  for (long i = 0; i < pixels; i++) STORE(y, i, LOAD(x, i) * f);
}

KERNEL NAME(scale_backward_factors)(
    const void *x, const void *dy, float *dfactors, long pixels) {
  vector sum = {};
  for (long i = 0; i < pixels; i++) sum += LOAD(x, i) * LOAD(dy, i);
  *(vector *)dfactors = sum;
}

KERNEL NAME(scale_backward)(
    const void *dy, const float *factors, const float *added, void *dx, long pixels) {
  vector f = CHANNELS(factors), a = CHANNELS(added) / (float)pixels;
  for (long i = 0; i < pixels; i++) STORE(dx, i, LOAD(dy, i) * f + a);
}

#undef FUNCTION_KERNELS
