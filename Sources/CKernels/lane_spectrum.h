// Spectra of sixteen frames side by side, in the arithmetic that SCALAR, ROW (sixteen of them) and
// NAME (of a function in it) stand for; `spectrum.c` takes this once for each precision.

#define ROWS(scalars) ((ROW *)(scalars))
#define STORE_POWER(bins, k, value) \
  (((v16_row *)(bins))[k] = __builtin_convertvector(value, v16_row))

SM_CLONES
void NAME(sm_lane_frames)(const float *const *frames, const SCALAR *window, int64_t size,
                          int64_t spacing, SCALAR *rows) {
  for (int64_t step = 0; step < size; step += LANES) {
    // The last block overlaps the one before rather than reach beyond the frames.
    int64_t first = step + LANES <= size ? step : size - LANES;
    v16 block[LANES];
    UNROLLED
    for (int i = 0; i < LANES; i++) block[i] = LOAD(frames[i] + first);
    TRANSPOSE(v16, block)
    UNROLLED
    for (int i = 0; i < LANES; i++) {
      ROWS(rows)[(first + i) * spacing] =
          __builtin_convertvector(block[i], ROW) * window[first + i];
    }
  }
  for (int64_t i = 0; i < size; i++) {
    for (int64_t j = 1; j < spacing; j++) ROWS(rows)[i * spacing + j] = (ROW){0};
  }
}

// Output j of a butterfly at offset k of its block, and the same turned by root j * k of the block.
#define PUT(j, k, real, imaginary)         \
  do {                                     \
    ROW *at = z + 2 * ((j) * quota + (k)); \
    at[0] = (real);                        \
    at[1] = (imaginary);                   \
  } while (0)
#define PUT_TURNED(j, k, real, imaginary)                 \
  do {                                                    \
    const SCALAR *root = roots + 2 * (j) * (k) * stride;  \
    PUT(j, k, (real) * root[0] - (imaginary) * root[1],   \
        (real) * root[1] + (imaginary) * root[0]);        \
  } while (0)

#define BUTTERFLY_2(k, put)                                                     \
  do {                                                                          \
    const ROW *a = z + 2 * (k), *b = a + 2 * quota;                             \
    ROW sr = a[0] + b[0], si = a[1] + b[1], dr = a[0] - b[0], di = a[1] - b[1]; \
    PUT(0, k, sr, si);                                                          \
    put(1, k, dr, di);                                                          \
  } while (0)
#define BUTTERFLY_4(a, b, c, d, k, put)                                         \
  do {                                                                          \
    ROW sr = a[0] + c[0], si = a[1] + c[1], dr = a[0] - c[0], di = a[1] - c[1]; \
    ROW tr = b[0] + d[0], ti = b[1] + d[1], er = b[0] - d[0], ei = b[1] - d[1]; \
    PUT(0, k, sr + tr, si + ti);                                                \
    put(1, k, dr + ei, di - er);                                                \
    put(2, k, sr - tr, si - ti);                                                \
    put(3, k, dr - ei, di + er);                                                \
  } while (0)

// Each takes a step on the blocks that lie one after the other in `points` numbers; stride is that of
// a block's roots among all.

SM_CLONES
static void NAME(radix_2)(ROW *rows, int64_t points, int64_t block, int64_t stride,
                          const SCALAR *roots) {
  int64_t quota = block / 2;
  for (ROW *z = rows; z < rows + 2 * points; z += 2 * block) {
    BUTTERFLY_2(0, PUT);
    for (int64_t k = 1; k < quota; k++) BUTTERFLY_2(k, PUT_TURNED);
  }
}

SM_CLONES
static void NAME(radix_4)(ROW *rows, int64_t points, int64_t block, int64_t stride,
                          const SCALAR *roots) {
  int64_t quota = block / 4;
  for (ROW *z = rows; z < rows + 2 * points; z += 2 * block) {
    const ROW *a = z, *b = a + 2 * quota, *c = b + 2 * quota, *d = c + 2 * quota;
    BUTTERFLY_4(a, b, c, d, 0, PUT);
    for (int64_t k = 1; k < quota; k++) {
      a += 2, b += 2, c += 2, d += 2;
      BUTTERFLY_4(a, b, c, d, k, PUT_TURNED);
    }
  }
}

// A radix of 2, then one of 4 for sums and differences each, with nothing stored in between.
SM_CLONES
static void NAME(radix_8)(ROW *rows, int64_t points, int64_t block, int64_t whole,
                          const SCALAR *roots) {
  int64_t eighth = block / 8, quota = block / 4, stride = 2 * whole;
  for (ROW *first = rows; first < rows + 2 * points; first += 2 * block) {
    for (int64_t k = 0; k < eighth; k++) {
      ROW halves[2][4][2];
      UNROLLED
      for (int i = 0; i < 4; i++) {
        const ROW *a = first + 2 * (i * eighth + k), *b = a + block;
        const SCALAR *root = roots + 2 * (i * eighth + k) * whole;
        ROW dr = a[0] - b[0], di = a[1] - b[1];
        halves[0][i][0] = a[0] + b[0];
        halves[0][i][1] = a[1] + b[1];
        halves[1][i][0] = dr * root[0] - di * root[1];
        halves[1][i][1] = dr * root[1] + di * root[0];
      }
      UNROLLED
      for (int i = 0; i < 2; i++) {
        const ROW *a = halves[i][0], *b = halves[i][1], *c = halves[i][2], *d = halves[i][3];
        ROW *z = first + 2 * i * eighth;
        BUTTERFLY_4(a, b, c, d, k, PUT_TURNED);
      }
    }
  }
}

// Inputs i and radix - i meet outputs j and radix - j with the same cosine and sine.
SM_CLONES
static void NAME(radix_odd)(ROW *rows, int64_t points, int64_t block, int64_t stride,
                            int64_t radix, const SCALAR *roots, ROW *sums) {
  int64_t quota = block / radix, pairs = radix / 2;
  ROW *differences = sums + 2 * pairs;
  for (ROW *z = rows; z < rows + 2 * points; z += 2 * block) {
    for (int64_t k = 0; k < quota; k++) {
      ROW fr = z[2 * k], fi = z[2 * k + 1], totalr = fr, totali = fi;
      for (int64_t i = 0; i < pairs; i++) {
        const ROW *a = z + 2 * ((i + 1) * quota + k), *b = z + 2 * ((radix - 1 - i) * quota + k);
        for (int part = 0; part < 2; part++) {
          sums[2 * i + part] = a[part] + b[part];
          differences[2 * i + part] = a[part] - b[part];
        }
        totalr += sums[2 * i];
        totali += sums[2 * i + 1];
      }
      PUT(0, k, totalr, totali);
      for (int64_t j = 1; j <= pairs; j++) {
        ROW er = fr, ei = fi, dr = {0}, di = {0};
        for (int64_t i = 0, turn = j; i < pairs; i++, turn = (turn + j) % radix) {
          const SCALAR *root = roots + 2 * turn * stride * quota;
          er += sums[2 * i] * root[0];
          ei += sums[2 * i + 1] * root[0];
          dr += differences[2 * i] * root[1];
          di += differences[2 * i + 1] * root[1];
        }
        PUT_TURNED(j, k, er - di, ei + dr);
        PUT_TURNED(radix - j, k, er + di, ei - dr);
      }
    }
  }
}

// All steps that are left; for blocks that the nearest cache holds, one block after the other.
static void NAME(take_steps)(ROW *rows, int64_t points, int64_t block, int64_t stride,
                             const int32_t *radices, int64_t levels, const SCALAR *roots,
                             ROW *scratch) {
  for (int64_t level = 0; level < levels; level++) {
    if (2 * points * sizeof(ROW) > NEAREST_CACHE && 2 * block * sizeof(ROW) <= NEAREST_CACHE) {
      for (ROW *z = rows; z < rows + 2 * points; z += 2 * block) {
        NAME(take_steps)(z, block, block, stride, radices + level, levels - level, roots, scratch);
      }
      return;
    }
    int64_t radix = radices[level];
    switch (radix) {
      case 2: NAME(radix_2)(rows, points, block, stride, roots); break;
      case 4: NAME(radix_4)(rows, points, block, stride, roots); break;
      case 8: NAME(radix_8)(rows, points, block, stride, roots); break;
      default: NAME(radix_odd)(rows, points, block, stride, radix, roots, scratch);
    }
    block /= radix;
    stride *= radix;
  }
}

void NAME(sm_lane_transform)(SCALAR *rows, int64_t points, const int32_t *radices, int64_t levels,
                             const SCALAR *roots, SCALAR *scratch) {
  NAME(take_steps)(ROWS(rows), points, points, 1, radices, levels, roots, ROWS(scratch));
}

// With Z the transform of the halved samples, even ones real and odd ones imaginary, and
// Z' = conj(Z[half - k]) its mirror: the transform of the even samples is E = Z + Z', that of the
// odd ones O = (Z - Z') / i, and X[k] = E + exp(-iπk/half) O, X[half - k] = conj(E - exp(-iπk/half) O).
SM_CLONES
void NAME(sm_lane_power)(const SCALAR *rows, const int32_t *places, const SCALAR *turns,
                         int64_t half, float *power) {
  const SCALAR *cosines = turns, *sines = turns + half / 2 + 1;
  ROW sum = ROWS(rows)[0] + ROWS(rows)[1], difference = ROWS(rows)[0] - ROWS(rows)[1];
  STORE_POWER(power, 0, (sum + sum) * (sum + sum));
  STORE_POWER(power, half, (difference + difference) * (difference + difference));
  for (int64_t k = 1; k <= half / 2; k++) {
    const ROW *z = ROWS(rows) + 2 * places[k], *m = ROWS(rows) + 2 * places[half - k];
    ROW er = z[0] + m[0], ei = z[1] - m[1], dr = z[0] - m[0], di = z[1] + m[1];
    ROW tr = cosines[k] * di - sines[k] * dr, ti = cosines[k] * dr + sines[k] * di;
    STORE_POWER(power, half - k, (er - tr) * (er - tr) + (ei + ti) * (ei + ti));
    STORE_POWER(power, k, (er + tr) * (er + tr) + (ei - ti) * (ei - ti));
  }
}

SM_CLONES
void NAME(sm_lane_complex_power)(const SCALAR *rows, const int32_t *places, int64_t bins,
                                 float *power) {
  for (int64_t k = 0; k < bins; k++) {
    const ROW *z = ROWS(rows) + 2 * places[k];
    STORE_POWER(power, k, z[0] * z[0] + z[1] * z[1]);
  }
}

#undef ROWS
#undef STORE_POWER
#undef PUT
#undef PUT_TURNED
#undef BUTTERFLY_2
#undef BUTTERFLY_4
