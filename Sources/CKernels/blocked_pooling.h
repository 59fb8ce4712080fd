// Pooling, over the vector of blocked_vector.h.

KERNEL NAME(average_pool)(
    const void *x, void *y, long height, long width, long size_h, long size_w) {
  long rows = height / size_h, columns = width / size_w;
  float share = 1.0f / (float)(size_h * size_w);
  for (long r = 0; r < rows; r++)
    for (long c = 0; c < columns; c++) {
      long first = r * size_h * width + c * size_w;
      vector sum = LOAD(x, first);
      for (long w = 1; w < size_w; w++) sum += LOAD(x, first + w);
      for (long h = 1; h < size_h; h++)
        for (long w = 0; w < size_w; w++) sum += LOAD(x, first + h * width + w);
      STORE(y, r * columns + c, sum * share);
    }
}

KERNEL NAME(average_pool_backward)(
    const void *dy, void *dx, long height, long width, long size_h, long size_w) {
  long rows = height / size_h, columns = width / size_w;
  float share = 1.0f / (float)(size_h * size_w);
  for (long h = 0; h < height; h++)
    for (long w = 0; w < width; w++) {
      long r = h / size_h, c = w / size_w;
      vector d = {};
      if (r < rows && c < columns) d = LOAD(dy, r * columns + c) * share;
      STORE(dx, h * width + w, d);
    }
}

typedef uint8_t NAME(bytes) __attribute__((vector_size(LANES)));

KERNEL NAME(max_pool)(
    const void *x, void *y, uint8_t *places, long height, long width, ck_windows s) {
  long rows = (height + 2 * s.top - s.height) / s.row_step + 1;
  long columns = (width + 2 * s.left - s.width) / s.column_step + 1;
  for (long r = 0; r < rows; r++)
    for (long c = 0; c < columns; c++) {
      long top = r * s.row_step - s.top, left = c * s.column_step - s.left;
      long bottom = MIN(top + s.height, height), right = MIN(left + s.width, width);
      vector best = (vector){} - __builtin_inff();
      mask place = {};
      for (long h = MAX(top, 0); h < bottom; h++)
        for (long w = MAX(left, 0); w < right; w++) {
          vector v = LOAD(x, h * width + w);
          mask better = ~(v <= best);  // a NaN wins
          best = (vector)(((mask)v & better) | ((mask)best & ~better));
          place = (((mask){} + (int32_t)((h - top) * s.width + w - left)) & better) | (place & ~better);
        }
      STORE(y, r * columns + c, best);
      ((NAME(bytes) *)places)[r * columns + c] = __builtin_convertvector(place, NAME(bytes));
    }
}

KERNEL NAME(max_pool_backward)(
    const void *dy, const uint8_t *places, void *dx, long height, long width, ck_windows s) {
  long rows = (height + 2 * s.top - s.height) / s.row_step + 1;
  long columns = (width + 2 * s.left - s.width) / s.column_step + 1;
  for (long h = 0; h < height; h++) {
    // The windows that this row lies in.
    long firstRow = MAX(h + s.top - s.height + s.row_step, 0) / s.row_step;
    long endRow = MIN((h + s.top) / s.row_step + 1, rows);
    for (long w = 0; w < width; w++) {
      long firstColumn = MAX(w + s.left - s.width + s.column_step, 0) / s.column_step;
      long endColumn = MIN((w + s.left) / s.column_step + 1, columns);
      vector sum = {};
      for (long r = firstRow; r < endRow; r++)
        for (long c = firstColumn; c < endColumn; c++) {
          int32_t own =
              (h + s.top - r * s.row_step) * s.width + (w + s.left - c * s.column_step);
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
