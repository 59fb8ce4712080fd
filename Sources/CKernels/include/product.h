#pragma once

/// A matrix: the value of a row and a column is values[row · row_step + column · column_step].
typedef struct {
  const float *values;
  long row_step, column_step;
} ck_matrix;

/// c[row, column] = start[row, column] + Σ over steps of a[row, step] · b[step, column], added up step by step, so
/// that a row's bits are the same whatever rows are beside it. `start` may be c, or NULL for zeros; a step
/// between its rows of 0 gives every row the same. Columns of c lie side by side.
void ck_product(
    ck_matrix a, ck_matrix b, const float *start, long start_step, float *c, long c_step, long rows,
    long steps, long columns);
