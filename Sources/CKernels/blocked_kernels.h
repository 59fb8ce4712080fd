// The kernels of blocked.h over the vector of blocked_vector.h, forward and backward of each
// layer side by side.

#include "blocked_vector.h"

// Pixels between two additions of float32 partial sums to the float64 ones.
enum { NAME(run) = 128 };

// ---- batch norm and ReLU

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

KERNEL NAME(normalise)(const void *x, void *y, long pixels, ck_affine affine, bool stream) {
  vector scale = CHANNELS(affine.scale), shift = CHANNELS(affine.shift);
  float floor = affine.floor;
  if (stream)
    for (long i = 0; i < pixels; i++) {
      vector t = LOAD(x, i) * scale + shift;
      STREAM(y, i, RAISE(t, floor));
    }
  else
    for (long i = 0; i < pixels; i++) {
      vector t = LOAD(x, i) * scale + shift;
      STORE(y, i, RAISE(t, floor));
    }
}

KERNEL NAME(normalise_backward_sums)(
    const void *x, const void *dy, long pixels, ck_affine affine, const float *mean, double *sum,
    double *product) {
  vector scale = CHANNELS(affine.scale), shift = CHANNELS(affine.shift), m = CHANNELS(mean);
  float floor = affine.floor;
  wide total = {}, totalProduct = {};
  for (long start = 0; start < pixels; start += NAME(run)) {
    long end = start + NAME(run) < pixels ? start + NAME(run) : pixels;
    vector s = {}, p = {};
    for (long i = start; i < end; i++) {
      vector v = LOAD(x, i);
      vector dz = SELECT(v * scale + shift > floor, LOAD(dy, i));
      s += dz, p += dz * (v - m);
    }
    total += WIDEN(s), totalProduct += WIDEN(p);
  }
  *(wide *)sum = total;
  *(wide *)product = totalProduct;
}

KERNEL NAME(normalise_backward)(
    const void *x, const void *dy, void *dx, long pixels, ck_affine affine,
    ck_normalisation_gradient gradient) {
  vector scale = CHANNELS(affine.scale), shift = CHANNELS(affine.shift);
  vector mean = CHANNELS(gradient.mean), gain = CHANNELS(gradient.gain);
  vector slope = CHANNELS(gradient.slope), offset = CHANNELS(gradient.offset);
  float floor = affine.floor;
  for (long i = 0; i < pixels; i++) {
    vector v = LOAD(x, i);
    vector dz = SELECT(v * scale + shift > floor, LOAD(dy, i));
    STORE(dx, i, dz * gain + ((v - mean) * slope + offset));
  }
}

// ---- batch norm, ReLU and average pooling

KERNEL NAME(normalise_pool)(const void *x, void *y, long height, long width, ck_affine affine) {
  vector scale = CHANNELS(affine.scale), shift = CHANNELS(affine.shift);
  float floor = affine.floor;
  for (long h = 0; h < height / 2; h++) {
    long above = 2 * h * width, below = above + width, out = h * (width / 2);
    for (long w = 0; w < width / 2; w++) {
      vector a = LOAD(x, above + 2 * w) * scale + shift;
      vector b = LOAD(x, above + 2 * w + 1) * scale + shift;
      vector c = LOAD(x, below + 2 * w) * scale + shift;
      vector d = LOAD(x, below + 2 * w + 1) * scale + shift;
      vector mean = (RAISE(a, floor) + RAISE(b, floor) + RAISE(c, floor) + RAISE(d, floor)) * 0.25f;
      STORE(y, out + w, mean);
    }
  }
}

KERNEL NAME(normalise_pool_backward_sums)(
    const void *x, const void *dy, long height, long width, ck_affine affine, const float *mean,
    double *sum, double *product) {
  vector scale = CHANNELS(affine.scale), shift = CHANNELS(affine.shift), m = CHANNELS(mean);
  float floor = affine.floor;
  wide total = {}, totalProduct = {};
  for (long h = 0; h < height / 2; h++) {
    long above = 2 * h * width, below = above + width, in = h * (width / 2);
    vector s = {}, p = {};
    for (long w = 0; w < width / 2; w++) {
      vector g = LOAD(dy, in + w) * 0.25f;
      vector a = LOAD(x, above + 2 * w), b = LOAD(x, above + 2 * w + 1);
      vector c = LOAD(x, below + 2 * w), d = LOAD(x, below + 2 * w + 1);
      vector da = SELECT(a * scale + shift > floor, g), db = SELECT(b * scale + shift > floor, g);
      vector dc = SELECT(c * scale + shift > floor, g), dd = SELECT(d * scale + shift > floor, g);
      s += (da + db) + (dc + dd);
      p += (da * (a - m) + db * (b - m)) + (dc * (c - m) + dd * (d - m));
    }
    total += WIDEN(s), totalProduct += WIDEN(p);
  }
  *(wide *)sum = total;
  *(wide *)product = totalProduct;
}

KERNEL NAME(normalise_pool_backward)(
    const void *x, const void *dy, void *dx, long height, long width, ck_affine affine,
    ck_normalisation_gradient gradient) {
  vector scale = CHANNELS(affine.scale), shift = CHANNELS(affine.shift);
  vector mean = CHANNELS(gradient.mean), gain = CHANNELS(gradient.gain);
  vector slope = CHANNELS(gradient.slope), offset = CHANNELS(gradient.offset);
  float floor = affine.floor;
  for (long h = 0; h < height; h++) {
    long row = h * width, in = h / 2 * (width / 2), w = 0;
    if (h / 2 < height / 2)
      for (; w < width / 2 * 2; w += 2) {
        vector g = LOAD(dy, in + w / 2) * 0.25f;
        vector a = LOAD(x, row + w), b = LOAD(x, row + w + 1);
        vector da = SELECT(a * scale + shift > floor, g), db = SELECT(b * scale + shift > floor, g);
        STORE(dx, row + w, da * gain + ((a - mean) * slope + offset));
        STORE(dx, row + w + 1, db * gain + ((b - mean) * slope + offset));
      }
    for (; w < width; w++)  // the dropped row and column
      STORE(dx, row + w, (LOAD(x, row + w) - mean) * slope + offset);
  }
}

// ---- the end of a residual block

KERNEL NAME(normalise_add)(
    const void *x, const void *shortcut, void *y, long pixels, ck_affine affine) {
  vector scale = CHANNELS(affine.scale), shift = CHANNELS(affine.shift);
  float floor = affine.floor;
  for (long i = 0; i < pixels; i++) {
    vector t = LOAD(x, i) * scale + shift + LOAD(shortcut, i);
    STORE(y, i, RAISE(t, floor));
  }
}

KERNEL NAME(relu_backward)(const void *y, const void *dy, void *dz, long pixels) {
  for (long i = 0; i < pixels; i++) STORE(dz, i, SELECT(LOAD(y, i) > 0.0f, LOAD(dy, i)));
}

KERNEL NAME(accumulate)(const void *x, void *y, long pixels) {
  for (long i = 0; i < pixels; i++) STORE(y, i, LOAD(y, i) + LOAD(x, i));
}

// ---- pooling

KERNEL NAME(average_pool)(const void *x, void *y, long height, long width) {
  for (long h = 0; h < height / 2; h++) {
    long above = 2 * h * width, below = above + width, out = h * (width / 2);
    for (long w = 0; w < width / 2; w++) {
      vector sum = LOAD(x, above + 2 * w) + LOAD(x, above + 2 * w + 1) + LOAD(x, below + 2 * w)
          + LOAD(x, below + 2 * w + 1);
      STORE(y, out + w, sum * 0.25f);
    }
  }
}

typedef uint8_t NAME(bytes) __attribute__((vector_size(LANES)));

KERNEL NAME(max_pool)(
    const void *x, void *y, uint8_t *places, long height, long width, long size, long stride,
    long padding) {
  long rows = (height + 2 * padding - size) / stride + 1;
  long columns = (width + 2 * padding - size) / stride + 1;
  for (long r = 0; r < rows; r++)
    for (long c = 0; c < columns; c++) {
      long top = r * stride - padding, left = c * stride - padding;
      long bottom = MIN(top + size, height), right = MIN(left + size, width);
      vector best = (vector){} - __builtin_inff();
      mask place = {};
      for (long h = MAX(top, 0); h < bottom; h++)
        for (long w = MAX(left, 0); w < right; w++) {
          vector v = LOAD(x, h * width + w);
          mask better = ~(v <= best);  // a NaN wins
          best = (vector)(((mask)v & better) | ((mask)best & ~better));
          place = (((mask){} + (int32_t)((h - top) * size + w - left)) & better) | (place & ~better);
        }
      STORE(y, r * columns + c, best);
      ((NAME(bytes) *)places)[r * columns + c] = __builtin_convertvector(place, NAME(bytes));
    }
}

KERNEL NAME(max_pool_backward)(
    const void *dy, const uint8_t *places, void *dx, long height, long width, long size,
    long stride, long padding) {
  long rows = (height + 2 * padding - size) / stride + 1;
  long columns = (width + 2 * padding - size) / stride + 1;
  for (long h = 0; h < height; h++) {
    // The windows that this row lies in.
    long firstRow = MAX(h + padding - size + stride, 0) / stride;
    long endRow = MIN((h + padding) / stride + 1, rows);
    for (long w = 0; w < width; w++) {
      long firstColumn = MAX(w + padding - size + stride, 0) / stride;
      long endColumn = MIN((w + padding) / stride + 1, columns);
      vector sum = {};
      for (long r = firstRow; r < endRow; r++)
        for (long c = firstColumn; c < endColumn; c++) {
          int32_t own = (h + padding - r * stride) * size + (w + padding - c * stride);
          mask place =
              __builtin_convertvector(((const NAME(bytes) *)places)[r * columns + c], mask);
          sum += SELECT(place == own, LOAD(dy, r * columns + c));
        }
      STORE(dx, h * width + w, sum);
    }
  }
}

// The mean over the height at one column.
#define COLUMN_MEAN(x, w) ({ \
    vector column = {}; \
    for (long h = 0; h < height; h++) column += LOAD(x, h * width + (w)); \
    column / (float)height; })

KERNEL NAME(time_frequency_pool)(const void *x, float *y, long height, long width) {
  vector sum = {}, most = COLUMN_MEAN(x, 0);
  for (long w = 0; w < width; w++) {
    vector m = COLUMN_MEAN(x, w);
    mask better = ~(m <= most);
    most = (vector)(((mask)m & better) | ((mask)most & ~better));
    sum += m;
  }
  *(vector *)y = most + sum / (float)width;
}

// Columns that share the maximum share its gradient, as torch.amax has it.
KERNEL NAME(time_frequency_pool_backward)(
    const void *x, const float *dy, void *dx, long height, long width) {
  vector most = COLUMN_MEAN(x, 0), shares = {}, one = (vector){} + 1.0f;
  for (long w = 1; w < width; w++) {
    vector m = COLUMN_MEAN(x, w);
    mask better = m > most;
    most = (vector)(((mask)m & better) | ((mask)most & ~better));
  }
  for (long w = 0; w < width; w++) shares += SELECT(COLUMN_MEAN(x, w) == most, one);
  vector g = CHANNELS(dy) / (float)height, mean = g / (float)width, share = g / shares;
  for (long w = 0; w < width; w++) {
    vector d = mean + SELECT(COLUMN_MEAN(x, w) == most, share);
    for (long h = 0; h < height; h++) STORE(dx, h * width + w, d);
  }
}

KERNEL NAME(global_average_pool)(const void *x, float *y, long pixels) {
  vector sum = {};
  for (long i = 0; i < pixels; i++) sum += LOAD(x, i);
  *(vector *)y = sum / (float)pixels;
}

KERNEL NAME(global_average_pool_backward)(const float *dy, void *dx, long pixels) {
  vector d = CHANNELS(dy) / (float)pixels;
  for (long i = 0; i < pixels; i++) STORE(dx, i, d);
}

static const ck_blocked_kernels NAME(kernels) = {
  .statistics = NAME(statistics),
  .normalise = NAME(normalise),
  .normalise_backward_sums = NAME(normalise_backward_sums),
  .normalise_backward = NAME(normalise_backward),
  .normalise_pool = NAME(normalise_pool),
  .normalise_pool_backward_sums = NAME(normalise_pool_backward_sums),
  .normalise_pool_backward = NAME(normalise_pool_backward),
  .normalise_add = NAME(normalise_add),
  .relu_backward = NAME(relu_backward),
  .accumulate = NAME(accumulate),
  .average_pool = NAME(average_pool),
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
#undef STREAM
#undef ROUND
#undef CHANNELS
#undef SELECT
#undef RAISE
#undef WIDEN
#undef KERNEL
#undef COLUMN_MEAN
#undef NAME
#undef LANES
#undef ELEMENT_FLOAT32
#undef ELEMENT_BFLOAT16
