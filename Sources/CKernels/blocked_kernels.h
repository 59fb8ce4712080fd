// The kernels of blocked.h for one kind of block.

#include "blocked_vector.h"
#include "blocked_math.h"
#include "blocked_functions.h"

// Pixels between two additions of float32 partial sums to the float64 ones.
enum { NAME(run) = 128 };

// Sums are taken around the first pixel, so that a mean far from zero costs no digits.
KERNEL NAME(statistics)(const void *x, long pixels, double *mean, double *squares) {
  vector centre = LOAD(x, 0);
  wide sum = {}, square = {};
  for (long start = 0; start < pixels; start += NAME(run)) {
    long end = start + NAME(run) < pixels ? start + NAME(run) : pixels;
    vector s = {}, q = {}, s2 = {}, q2 = {};
    long i = start;
    for (; i + 1 < end; i += 2) {
      vector d = LOAD(x, i) - centre, e = LOAD(x, i + 1) - centre;
      s += d, q += d * d;
      s2 += e, q2 += e * e;
    }
    if (i < end) {
      vector d = LOAD(x, i) - centre;
      s += d, q += d * d;
    }
    sum += WIDEN(s + s2), square += WIDEN(q + q2);
  }
  double n = (double)pixels;
  *(wide *)mean = WIDEN(centre) + sum / n;
  *(wide *)squares = square - sum * sum / n;
}

#define FUNCTION(kernel) NAME(relu_##kernel)
#define ACTIVATE(t) RAISE(t, affine.floor)
#define GRADIENT(t, d) SELECT((t) > affine.floor, d)
#include "blocked_norm.h"

#define FUNCTION(kernel) NAME(hard_swish_##kernel)
#define ACTIVATE(t) HARD_SWISH(t)
#define GRADIENT(t, d) HARD_SWISH_GRADIENT(t, d)
#include "blocked_norm.h"

#include "blocked_pooling.h"
#include "blocked_depthwise.h"

static const ck_blocked_kernels NAME(kernels) = {
  .statistics = NAME(statistics),
  .relu_norm = NAME(relu_norm),
  .hard_swish_norm = NAME(hard_swish_norm),
  .relu = {NAME(relu), NAME(relu_backward)},
  .hard_swish = {NAME(hard_swish), NAME(hard_swish_backward)},
  .sigmoid = {NAME(sigmoid), NAME(sigmoid_backward)},
  .gelu = {NAME(gelu), NAME(gelu_backward)},
  .add = NAME(add),
  .scale = NAME(scale),
  .scale_backward_factors = NAME(scale_backward_factors),
  .scale_backward = NAME(scale_backward),
  .spectrogram_filter = NAME(spectrogram_filter_forward),
  .spectrogram_filter_backward_weights = NAME(spectrogram_filter_backward_weights),
  .filter = NAME(filter_forward),
  .filter_backward_data = NAME(filter_backward_data),
  .filter_backward_weights = NAME(filter_backward_weights),
  .average_pool = NAME(average_pool),
  .average_pool_backward = NAME(average_pool_backward),
  .max_pool = NAME(max_pool),
  .max_pool_backward = NAME(max_pool_backward),
  .time_frequency_pool = NAME(time_frequency_pool),
  .time_frequency_pool_backward = NAME(time_frequency_pool_backward),
  .global_average_pool = NAME(global_average_pool),
  .global_average_pool_backward = NAME(global_average_pool_backward),
};

#undef vector
#undef mask
#undef wide
#undef LOAD
#undef STORE
#undef SCALAR
#undef STREAM
#undef ROUND
#undef CHANNELS
#undef SELECT
#undef RAISE
#undef WIDEN
#undef KERNEL
#undef COLUMN_MEAN

#undef LOWER
#undef EXP
#undef RELU
#undef RELU_GRADIENT
#undef HARD_SWISH
#undef HARD_SWISH_GRADIENT
#undef SIGMOID
#undef SIGMOID_GRADIENT
#undef NORMAL_BELOW
#undef GELU
#undef GELU_GRADIENT
#undef NAME
#undef LANES
#undef ELEMENT_FLOAT32
#undef ELEMENT_BFLOAT16
