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
    for (int i = 0; i < LANES; i++) block[i] = LOAD(frames[i] + first);
    TRANSPOSE(v16, block)
    for (int i = 0; i < LANES; i++) {
      ROWS(rows)[(first + i) * spacing] =
          __builtin_convertvector(block[i], ROW) * window[first + i];
    }
  }
  for (int64_t i = 0; i < size; i++) {
    for (int64_t j = 1; j < spacing; j++) ROWS(rows)[i * spacing + j] = (ROW){0};
  }
}

// A butterfly's output j of offset k, turned by root j * k of its block.
#define PUT(j, real, imaginary)                                      \
  do {                                                               \
    ROW *at = z + 2 * ((j) * quota + k);                             \
    const SCALAR *root = roots + 2 * (j) * k * stride;               \
    at[0] = k ? (real) * root[0] - (imaginary) * root[1] : (real);   \
    at[1] = k ? (real) * root[1] + (imaginary) * root[0] : (imaginary); \
  } while (0)

static inline __attribute__((always_inline)) void NAME(radix_2)(ROW *z, int64_t quota,
                                                                const SCALAR *roots,
                                                                int64_t stride) {
  for (int64_t k = 0; k < quota; k++) {
    const ROW *a = z + 2 * k, *b = a + 2 * quota;
    ROW sr = a[0] + b[0], si = a[1] + b[1], dr = a[0] - b[0], di = a[1] - b[1];
    PUT(0, sr, si);
    PUT(1, dr, di);
  }
}

static inline __attribute__((always_inline)) void NAME(radix_4)(ROW *z, int64_t quota,
                                                                const SCALAR *roots,
                                                                int64_t stride) {
  for (int64_t k = 0; k < quota; k++) {
    const ROW *a = z + 2 * k, *b = a + 2 * quota, *c = b + 2 * quota, *d = c + 2 * quota;
    ROW sr = a[0] + c[0], si = a[1] + c[1], dr = a[0] - c[0], di = a[1] - c[1];
    ROW tr = b[0] + d[0], ti = b[1] + d[1], er = b[0] - d[0], ei = b[1] - d[1];
    z[2 * k] = sr + tr;
    z[2 * k + 1] = si + ti;
    PUT(1, dr + ei, di - er);
    PUT(2, sr - tr, si - ti);
    PUT(3, dr - ei, di + er);
  }
}

// Inputs i and radix - i meet outputs j and radix - j with the same cosine and sine.
static inline __attribute__((always_inline)) void NAME(radix_odd)(ROW *z, int64_t quota,
                                                                  int64_t radix,
                                                                  const SCALAR *roots,
                                                                  int64_t stride, ROW *sums) {
  int64_t pairs = radix / 2, turn = stride * quota;
  ROW *differences = sums + 2 * pairs;
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
    z[2 * k] = totalr;
    z[2 * k + 1] = totali;
    for (int64_t j = 1; j <= pairs; j++) {
      ROW er = fr, ei = fi, dr = {0}, di = {0};
      for (int64_t i = 0, place = j; i < pairs; i++, place = (place + j) % radix) {
        const SCALAR *root = roots + 2 * place * turn;
        er += sums[2 * i] * root[0];
        ei += sums[2 * i + 1] * root[0];
        dr += differences[2 * i] * root[1];
        di += differences[2 * i + 1] * root[1];
      }
      PUT(j, er - di, ei + dr);
      PUT(radix - j, er + di, ei - dr);
    }
  }
}

SM_CLONES
void NAME(sm_lane_transform)(SCALAR *rows, int64_t points, const int32_t *radices, int64_t levels,
                             const SCALAR *roots, SCALAR *scratch) {
  int64_t block = points;
  for (int64_t level = 0; level < levels; level++) {
    int64_t radix = radices[level], quota = block / radix, stride = points / block;
    for (int64_t first = 0; first < points; first += block) {
      ROW *z = ROWS(rows) + 2 * first;
      switch (radix) {
        case 2: NAME(radix_2)(z, quota, roots, stride); break;
        case 4: NAME(radix_4)(z, quota, roots, stride); break;
        default: NAME(radix_odd)(z, quota, radix, roots, stride, ROWS(scratch));
      }
    }
    block = quota;
  }
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
