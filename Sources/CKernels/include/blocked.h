// What lies between two convolutions, over one plane of a blocked activation: the pixels
// [height, width, lanes] of one clip and one block of channels. `lanes` is 16 or 8, elements are
// float32 or bfloat16, per-channel vectors are [lanes] float32. Channels beyond the network's own
// are padding; they hold zeros and, scales and shifts being zero there, stay so.
#pragma once

#include <stdbool.h>
#include <stdint.h>

/// y = max(x·scale + shift, floor), per channel; without a ReLU, `floor` is −infinity.
typedef struct {
  const float *scale, *shift;
  float floor;
} ck_affine;

/// dx = dz·gain + (x − mean)·slope + offset, per channel.
typedef struct {
  const float *mean, *gain, *slope, *offset;
} ck_normalisation_gradient;

typedef struct {
  /// Of x [pixels, lanes] the mean, and the sum of squared distances from it.
  void (*statistics)(const void *x, long pixels, double *mean, double *squares);

  /// Batch norm and ReLU: x → y [pixels, lanes]; `stream` writes past the caches.
  void (*normalise)(const void *x, void *y, long pixels, ck_affine affine, bool stream);
  /// The sums of dz and of dz·(x − mean), where dz = dy where x·scale + shift > floor, else 0.
  void (*normalise_backward_sums)(
      const void *x, const void *dy, long pixels, ck_affine affine, const float *mean,
      double *sum, double *product);
  void (*normalise_backward)(
      const void *x, const void *dy, void *dx, long pixels, ck_affine affine,
      ck_normalisation_gradient gradient);

  /// The same, followed by the mean over 2 x 2 pixels: x [height, width, lanes] →
  /// y [height / 2, width / 2, lanes]; a last odd row or column is dropped.
  void (*normalise_pool)(const void *x, void *y, long height, long width, ck_affine affine);
  void (*normalise_pool_backward_sums)(
      const void *x, const void *dy, long height, long width, ck_affine affine, const float *mean,
      double *sum, double *product);
  void (*normalise_pool_backward)(
      const void *x, const void *dy, void *dx, long height, long width, ck_affine affine,
      ck_normalisation_gradient gradient);

  /// The same with a second summand: y = max(x·scale + shift + shortcut, floor).
  void (*normalise_add)(
      const void *x, const void *shortcut, void *y, long pixels, ck_affine affine);
  /// dz = dy where y > 0, else 0.
  void (*relu_backward)(const void *y, const void *dy, void *dz, long pixels);
  /// y += x.
  void (*accumulate)(const void *x, void *y, long pixels);

  /// The mean over 2 x 2 pixels alone, as inference needs it.
  void (*average_pool)(const void *x, void *y, long height, long width);

  /// The maximum over `size` x `size` pixels `stride` apart, `padding` around; `places` keeps which
  /// of them it was, the first of equals.
  void (*max_pool)(
      const void *x, void *y, uint8_t *places, long height, long width, long size, long stride,
      long padding);
  void (*max_pool_backward)(
      const void *dy, const uint8_t *places, void *dx, long height, long width, long size,
      long stride, long padding);

  /// The mean over the height, then the maximum plus the mean over the width, [lanes] float32.
  void (*time_frequency_pool)(const void *x, float *y, long height, long width);
  void (*time_frequency_pool_backward)(
      const void *x, const float *dy, void *dx, long height, long width);

  /// The mean over all pixels, [lanes] float32.
  void (*global_average_pool)(const void *x, float *y, long pixels);
  void (*global_average_pool_backward)(const float *dy, void *dx, long pixels);
} ck_blocked_kernels;

/// The kernels for blocks of `lanes` (16 or 8) channels of float32, or of 16 of bfloat16.
const ck_blocked_kernels *ck_blocked_float32(int lanes);
const ck_blocked_kernels *ck_blocked_bfloat16(void);
