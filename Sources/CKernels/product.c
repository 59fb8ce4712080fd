#include "product.h"

#include <stdbool.h>

#include "clones.h"
#include "partial.h"

#define LANES 16
typedef float vector __attribute__((vector_size(LANES * 4)));

#define UNROLLED _Pragma("clang loop unroll(full)")
#define MIN(a, b) ((a) < (b) ? (a) : (b))
// Rows of b that lie in the nearest cache at a time.
#define STEPS 256

// So many rows of c, in as many registers: six keep two multipliers busy.
#define ROWS(count) { \
    const float *from = a.values + row * a.row_step + first * a.column_step; \
    vector sum[count]; \
    UNROLLED for (int r = 0; r < count; r++) { \
      if (first > 0) sum[r] = TAKE(c + (row + r) * c_step + column, width); \
      else if (start) sum[r] = TAKE(start + (row + r) * start_step + column, width); \
      else sum[r] = (vector){}; \
    } \
    for (long step = 0; step < depth; step++) { \
      vector w; \
      memcpy(&w, panel + step * panel_step, sizeof w); \
      UNROLLED for (int r = 0; r < count; r++) \
        sum[r] += from[r * a.row_step + step * a.column_step] * w; \
    } \
    UNROLLED for (int r = 0; r < count; r++) PUT(c + (row + r) * c_step + column, width, sum[r]); \
    row += count; \
  }

SM_CLONES void ck_product(
    ck_matrix a, ck_matrix b, const float *start, long start_step, float *c, long c_step, long rows,
    long steps, long columns) {
  float packed[STEPS * LANES];
  for (long column = 0; column < columns; column += LANES) {
    long width = MIN(columns - column, LANES);
    long first = 0;
    // Also without any step, so that c is what it starts with.
    do {
      long depth = MIN(steps - first, STEPS);
      const float *panel = b.values + first * b.row_step + column * b.column_step;
      long panel_step = b.row_step;
      // A copy side by side is worth its time where many rows read it.
      if (b.column_step != 1 || width < LANES || rows > 24) {
        for (long step = 0; step < depth; step++)
          for (long lane = 0; lane < LANES; lane++)
            packed[step * LANES + lane] =
                lane < width ? panel[step * b.row_step + lane * b.column_step] : 0;
        panel = packed, panel_step = LANES;
      }
      long row = 0;
      while (rows - row >= 6) ROWS(6)
      while (rows - row >= 2) ROWS(2)
      while (rows - row >= 1) ROWS(1)
      first += STEPS;
    } while (first < steps);
  }
}
