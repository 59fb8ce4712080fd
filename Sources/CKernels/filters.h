#pragma once

#include "blocked.h"

// Rows or columns that a filter makes of so many.
static inline long outputs(ck_filter f, long size) {
  return (size + 2 * f.padding - f.dilation * (f.kernel - 1) - 1) / f.stride + 1;
}

// How many c from 0 on have left + c · step below an end. Nearly all steps are 1 or 2, and a division takes
// as long as a stretch of columns.
static inline long count_below(long end, long left, long step) {
  if (end <= left) return 0;
  if (step == 1) return end - left;
  return step == 2 ? (end - left + 1) / 2 : (end - left + step - 1) / step;
}

// Taps that column c has over a row of `size` pixels: tap j at the pixel left + c · step + j · tap_step,
// those that lead out of the row left out; its weights are `weight_step` floats on from tap to tap.
typedef struct {
  long taps, size, left, step, tap_step, weight_step;
} row_of_taps;

static inline long pixel(row_of_taps t, long column, long tap) {
  return t.left + column * t.step + tap * t.tap_step;
}

// The columns of from ..< to that have all their taps.
typedef struct {
  long from, to;
} columns_within;

static inline columns_within whole_columns(row_of_taps t, long from, long to) {
  long reach = (t.taps - 1) * t.tap_step;
  long first = count_below(0, t.left + (reach < 0 ? reach : 0), t.step);
  long last = count_below(t.size, t.left + (reach > 0 ? reach : 0), t.step);
  first = first < from ? from : first > to ? to : first;
  last = last < first ? first : last > to ? to : last;
  return (columns_within){first, last};
}
