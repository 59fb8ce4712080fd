// Convolutions with a filter a channel, and of a single plane that all channels read.

// Columns whose sums are kept at once.
enum { NAME(stretch) = 64 };

#define FILTER(kernel) NAME(spectrogram_filter_##kernel)
#define SOURCE(x, i) ((vector){} + SCALAR(x, i))
#include "blocked_filter.h"

#define FILTER(kernel) NAME(filter_##kernel)
#define SOURCE(x, i) LOAD(x, i)
#include "blocked_filter.h"

// Column c · stride + q of dx has the taps j for which q + padding − j · dilation is a multiple of the
// stride: every `period`th.
KERNEL NAME(filter_backward_data)(const void *dy, const float *weights, void *dx, ck_filter f) {
  long rows = outputs(f, f.height), columns = outputs(f, f.width), period = 1;
  while (period * f.dilation % f.stride) period++;
  for (long h = 0; h < f.height; h++)
    for (long start = 0; start < f.width; start += NAME(stretch)) {
      long end = MIN(start + NAME(stretch), f.width);
      vector sums[NAME(stretch)];
      for (long c = start; c < end; c++) sums[c - start] = (vector){};
      for (long i = 0; i < f.kernel; i++) {
        long below = h + f.padding - i * f.dilation, r = below / f.stride;
        if (below < 0 || below % f.stride || r >= rows) continue;
        for (long q = 0; q < f.stride; q++) {
          long j = 0;
          while (j < MIN(period, f.kernel) && (q + f.padding - j * f.dilation) % f.stride) j++;
          if (j == MIN(period, f.kernel)) continue;
          row_of_taps t = {
            (f.kernel - j + period - 1) / period, columns,
            (q + f.padding - j * f.dilation) / f.stride, 1, -(period * f.dilation / f.stride),
            period * LANES};
          long from = count_below(start, q, f.stride), to = count_below(end, q, f.stride);
          NAME(filter_add_taps)(
              sums + (from * f.stride + q - start), f.stride, from, to, dy, r * columns,
              weights + (i * f.kernel + j) * LANES, t);
        }
      }
      for (long w = start; w < end; w++) STORE(dx, h * f.width + w, sums[w - start]);
    }
}
