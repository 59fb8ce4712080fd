// Batch norm and the function behind it, forward and backward of each side by side; included once for
// each function, with FUNCTION(kernel), ACTIVATE(t), the function of a vector, and GRADIENT(t, d), d
// times its derivative at t, defined.

KERNEL FUNCTION(normalise)(const void *x, void *y, long pixels, ck_affine affine, bool stream) {
  vector scale = CHANNELS(affine.scale), shift = CHANNELS(affine.shift);
  if (stream)
    for (long i = 0; i < pixels; i++) {
      vector t = LOAD(x, i) * scale + shift;
      STREAM(y, i, ACTIVATE(t));
    }
  else
    for (long i = 0; i < pixels; i++) {
      vector t = LOAD(x, i) * scale + shift;
      STORE(y, i, ACTIVATE(t));
    }
}

KERNEL FUNCTION(normalise_backward_sums)(
    const void *x, const void *dy, long pixels, ck_affine affine, const float *mean, double *sum,
    double *product) {
  vector scale = CHANNELS(affine.scale), shift = CHANNELS(affine.shift), m = CHANNELS(mean);
  wide total = {}, totalProduct = {};
  for (long start = 0; start < pixels; start += NAME(run)) {
    long end = start + NAME(run) < pixels ? start + NAME(run) : pixels;
    vector s = {}, p = {};
    for (long i = start; i < end; i++) {
      vector v = LOAD(x, i);
      vector dz = GRADIENT(v * scale + shift, LOAD(dy, i));
      s += dz, p += dz * (v - m);
    }
    total += WIDEN(s), totalProduct += WIDEN(p);
  }
  *(wide *)sum = total;
  *(wide *)product = totalProduct;
}

KERNEL FUNCTION(normalise_backward)(
    const void *x, const void *dy, void *dx, long pixels, ck_affine affine,
    ck_normalisation_gradient gradient) {
  vector scale = CHANNELS(affine.scale), shift = CHANNELS(affine.shift);
  vector mean = CHANNELS(gradient.mean), gain = CHANNELS(gradient.gain);
  vector slope = CHANNELS(gradient.slope), offset = CHANNELS(gradient.offset);
  for (long i = 0; i < pixels; i++) {
    vector v = LOAD(x, i);
    vector dz = GRADIENT(v * scale + shift, LOAD(dy, i));
    STORE(dx, i, dz * gain + ((v - mean) * slope + offset));
  }
}

// ---- batch norm, ReLU and average pooling

KERNEL FUNCTION(normalise_pool)(const void *x, void *y, long height, long width, ck_affine affine) {
  vector scale = CHANNELS(affine.scale), shift = CHANNELS(affine.shift);
  for (long h = 0; h < height / 2; h++) {
    long above = 2 * h * width, below = above + width, out = h * (width / 2);
    for (long w = 0; w < width / 2; w++) {
      vector a = LOAD(x, above + 2 * w) * scale + shift;
      vector b = LOAD(x, above + 2 * w + 1) * scale + shift;
      vector c = LOAD(x, below + 2 * w) * scale + shift;
      vector d = LOAD(x, below + 2 * w + 1) * scale + shift;
      vector mean = (ACTIVATE(a) + ACTIVATE(b) + ACTIVATE(c) + ACTIVATE(d)) * 0.25f;
      STORE(y, out + w, mean);
    }
  }
}

KERNEL FUNCTION(normalise_pool_backward_sums)(
    const void *x, const void *dy, long height, long width, ck_affine affine, const float *mean,
    double *sum, double *product) {
  vector scale = CHANNELS(affine.scale), shift = CHANNELS(affine.shift), m = CHANNELS(mean);
  wide total = {}, totalProduct = {};
  for (long h = 0; h < height / 2; h++) {
    long above = 2 * h * width, below = above + width, in = h * (width / 2);
    vector s = {}, p = {};
    for (long w = 0; w < width / 2; w++) {
      vector g = LOAD(dy, in + w) * 0.25f;
      vector a = LOAD(x, above + 2 * w), b = LOAD(x, above + 2 * w + 1);
      vector c = LOAD(x, below + 2 * w), d = LOAD(x, below + 2 * w + 1);
      vector da = GRADIENT(a * scale + shift, g), db = GRADIENT(b * scale + shift, g);
      vector dc = GRADIENT(c * scale + shift, g), dd = GRADIENT(d * scale + shift, g);
      s += (da + db) + (dc + dd);
      p += (da * (a - m) + db * (b - m)) + (dc * (c - m) + dd * (d - m));
    }
    total += WIDEN(s), totalProduct += WIDEN(p);
  }
  *(wide *)sum = total;
  *(wide *)product = totalProduct;
}

KERNEL FUNCTION(normalise_pool_backward)(
    const void *x, const void *dy, void *dx, long height, long width, ck_affine affine,
    ck_normalisation_gradient gradient) {
  vector scale = CHANNELS(affine.scale), shift = CHANNELS(affine.shift);
  vector mean = CHANNELS(gradient.mean), gain = CHANNELS(gradient.gain);
  vector slope = CHANNELS(gradient.slope), offset = CHANNELS(gradient.offset);
  for (long h = 0; h < height; h++) {
    long row = h * width, in = h / 2 * (width / 2), w = 0;
    if (h / 2 < height / 2)
      for (; w < width / 2 * 2; w += 2) {
        vector g = LOAD(dy, in + w / 2) * 0.25f;
        vector a = LOAD(x, row + w), b = LOAD(x, row + w + 1);
        vector da = GRADIENT(a * scale + shift, g), db = GRADIENT(b * scale + shift, g);
        STORE(dx, row + w, da * gain + ((a - mean) * slope + offset));
        STORE(dx, row + w + 1, db * gain + ((b - mean) * slope + offset));
      }
    for (; w < width; w++)  // the dropped row and column
      STORE(dx, row + w, (LOAD(x, row + w) - mean) * slope + offset);
  }
}

// ---- the end of a residual block

KERNEL FUNCTION(normalise_add)(
    const void *x, const void *shortcut, void *y, long pixels, ck_affine affine) {
  vector scale = CHANNELS(affine.scale), shift = CHANNELS(affine.shift);
  for (long i = 0; i < pixels; i++) {
    vector t = LOAD(x, i) * scale + shift + LOAD(shortcut, i);
    STORE(y, i, ACTIVATE(t));
  }
}

static const ck_norm_kernels FUNCTION(norm) = {
  .normalise = FUNCTION(normalise),
  .normalise_backward_sums = FUNCTION(normalise_backward_sums),
  .normalise_backward = FUNCTION(normalise_backward),
  .normalise_pool = FUNCTION(normalise_pool),
  .normalise_pool_backward_sums = FUNCTION(normalise_pool_backward_sums),
  .normalise_pool_backward = FUNCTION(normalise_pool_backward),
  .normalise_add = FUNCTION(normalise_add),
};

#undef FUNCTION
#undef ACTIVATE
#undef GRADIENT
