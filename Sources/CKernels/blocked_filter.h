// Filters over a plane, over the vector of blocked_vector.h; included for each kind of plane, with
// FILTER(kernel), the name of a kernel, and SOURCE(x, i), the plane's pixel as a vector of channels, defined.
// Sums of a stretch of columns lie in the nearest cache until all taps have been at them.

// Columns a ..< b, which have all their K taps.
#define ADD_TAPS(K) { \
    vector w[K]; \
    UNROLLED for (int j = 0; j < K; j++) w[j] = CHANNELS(weights + j * t.weight_step); \
    for (long c = a; c < b; c++) { \
      vector sum = sums[(c - from) * sums_step]; \
      UNROLLED for (int j = 0; j < K; j++) sum += SOURCE(x, row + pixel(t, c, j)) * w[j]; \
      sums[(c - from) * sums_step] = sum; \
    } \
  }

#define ADD_TAPS_ONE_BY_ONE(a, b) \
  for (long c = a; c < b; c++) \
    for (long j = 0; j < t.taps; j++) { \
      long p = pixel(t, c, j); \
      if (p >= 0 && p < t.size) \
        sums[(c - from) * sums_step] += SOURCE(x, row + p) * CHANNELS(weights + j * t.weight_step); \
    }

// Adds to every `sums_step`th sum what columns from ..< to have, of the row that begins at a pixel of x.
static inline __attribute__((always_inline)) void FILTER(add_taps)(
    vector *sums, long sums_step, long from, long to, const void *x, long row,
    const float *weights, row_of_taps t) {
  columns_within whole = whole_columns(t, from, to);
  long a = whole.from, b = whole.to;
  switch (t.taps) {
    case 1: ADD_TAPS(1) break;
    case 2: ADD_TAPS(2) break;
    case 3: ADD_TAPS(3) break;
    case 4: ADD_TAPS(4) break;
    case 5: ADD_TAPS(5) break;
    case 7: ADD_TAPS(7) break;
    default: b = a;
  }
  ADD_TAPS_ONE_BY_ONE(from, a)
  ADD_TAPS_ONE_BY_ONE(b, to)
}

KERNEL FILTER(forward)(const void *x, const float *weights, void *y, ck_filter f) {
  long rows = outputs(f, f.height), columns = outputs(f, f.width);
  row_of_taps t = {f.kernel, f.width, -f.padding, f.stride, f.dilation, LANES};
  for (long r = 0; r < rows; r++)
    for (long start = 0; start < columns; start += NAME(stretch)) {
      long end = MIN(start + NAME(stretch), columns);
      vector sums[NAME(stretch)];
      for (long c = start; c < end; c++) sums[c - start] = (vector){};
      for (long i = 0; i < f.kernel; i++) {
        long h = r * f.stride + i * f.dilation - f.padding;
        if (h < 0 || h >= f.height) continue;
        FILTER(add_taps)(
            sums, 1, start, end, x, h * f.width, weights + i * f.kernel * LANES, t);
      }
      for (long c = start; c < end; c++) STORE(y, r * columns + c, sums[c - start]);
    }
}

// The products of dy and x at K taps, of columns a ..< b, which have all of them.
#define SUM_PRODUCTS(K) { \
    vector even[K] = {}, odd[K] = {}; \
    long c = a; \
    for (; c + 1 < b; c += 2) { \
      vector d = LOAD(dy, out + c), e = LOAD(dy, out + c + 1); \
      UNROLLED for (int j = 0; j < K; j++) { \
        even[j] += d * SOURCE(x, row + pixel(t, c, j)); \
        odd[j] += e * SOURCE(x, row + pixel(t, c + 1, j)); \
      } \
    } \
    if (c < b) { \
      vector d = LOAD(dy, out + c); \
      UNROLLED for (int j = 0; j < K; j++) even[j] += d * SOURCE(x, row + pixel(t, c, j)); \
    } \
    UNROLLED for (int j = 0; j < K; j++) sums[j] += even[j] + odd[j]; \
  }

#define SUM_PRODUCTS_ONE_BY_ONE(a, b) \
  for (long c = a; c < b; c++) \
    for (long j = 0; j < t.taps; j++) { \
      long p = pixel(t, c, j); \
      if (p >= 0 && p < t.size) sums[j] += LOAD(dy, out + c) * SOURCE(x, row + p); \
    }

KERNEL FILTER(backward_weights)(
    const void *x, const void *dy, float *dweights, ck_filter f) {
  long rows = outputs(f, f.height), columns = outputs(f, f.width);
  row_of_taps t = {f.kernel, f.width, -f.padding, f.stride, f.dilation, LANES};
  columns_within whole = whole_columns(t, 0, columns);
  for (long tap = 0; tap < f.kernel * f.kernel; tap++) ((vector *)dweights)[tap] = (vector){};
  for (long r = 0; r < rows; r++)
    for (long i = 0; i < f.kernel; i++) {
      long h = r * f.stride + i * f.dilation - f.padding;
      if (h < 0 || h >= f.height) continue;
      long row = h * f.width, out = r * columns, a = whole.from, b = whole.to;
      vector *sums = (vector *)dweights + i * f.kernel;
      switch (f.kernel) {
        case 3: SUM_PRODUCTS(3) break;
        case 5: SUM_PRODUCTS(5) break;
        case 7: SUM_PRODUCTS(7) break;
        default: b = a;
      }
      SUM_PRODUCTS_ONE_BY_ONE(0, a)
      SUM_PRODUCTS_ONE_BY_ONE(b, columns)
    }
}

#undef ADD_TAPS
#undef ADD_TAPS_ONE_BY_ONE
#undef SUM_PRODUCTS
#undef SUM_PRODUCTS_ONE_BY_ONE
#undef FILTER
#undef SOURCE
