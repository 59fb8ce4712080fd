// What lies between two convolutions, over one plane of a blocked activation: the pixels
// [height, width, lanes] of one clip and one block of channels. `lanes` is 16 or 8, elements are
// float32 or bfloat16, per-channel vectors are [lanes] float32. Channels beyond the network's own
// are padding; they hold zeros and, scales and shifts being zero there, stay so.
#pragma once

#include <stdbool.h>
#include <stdint.h>

/// x·scale + shift, per channel, then a function: max(…, floor) with a ReLU, where `floor` is −infinity
/// without one.
typedef struct {
  const float *scale, *shift;
  float floor;
} ck_affine;

/// dx = dz·gain + (x − mean)·slope + offset, per channel.
typedef struct {
  const float *mean, *gain, *slope, *offset;
} ck_normalisation_gradient;

/// Windows over a map of which `top` rows and `left` columns on each side are padding.
typedef struct {
  long height, width, row_step, column_step, top, left;
} ck_windows;

/// A filter a channel over a plane [height, width, lanes], as torch's depthwise convolution has it.
typedef struct {
  long height, width, kernel, stride, padding, dilation;
} ck_filter;

/// Batch norm and the function f that follows it.
typedef struct {
  /// x → f(x·scale + shift) [pixels, lanes]; `stream` writes past the caches.
  void (*normalise)(const void *x, void *y, long pixels, ck_affine affine, bool stream);
  /// The sums of dz and of dz·(x − mean), where dz = dy·f'(x·scale + shift).
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

  /// The same with a second summand: y = f(x·scale + shift + shortcut).
  void (*normalise_add)(
      const void *x, const void *shortcut, void *y, long pixels, ck_affine affine);
} ck_norm_kernels;

/// A function f of each value: y = f(x), and dx = dy·f'(x); for a ReLU y will do as x.
typedef struct {
  void (*forward)(const void *x, void *y, long pixels);
  void (*backward)(const void *x, const void *dy, void *dx, long pixels);
} ck_function_kernels;

typedef struct {
  /// Of x [pixels, lanes] the mean, and the sum of squared distances from it.
  void (*statistics)(const void *x, long pixels, double *mean, double *squares);

  /// With f = max(x, floor), so also without a function, and with x · min(max(x + 3, 0), 6) / 6.
  ck_norm_kernels relu_norm, hard_swish_norm;

  ck_function_kernels relu, hard_swish, sigmoid, gelu;

  /// y = a + b
  void (*add)(const void *a, const void *b, void *y, long pixels);

  /// y = x·factors, per channel.
  void (*scale)(const void *x, const float *factors, void *y, long pixels);
  /// The sums of x·dy.
  void (*scale_backward_factors)(
      const void *x, const void *dy, float *dfactors, long pixels);
  /// dx = dy·factors + added / pixels
  void (*scale_backward)(
      const void *dy, const float *factors, const float *added, void *dx, long pixels);

  /// Depthwise convolution: y = weights * x, with weights [kernel, kernel, lanes], float32.
  void (*filter)(const void *x, const float *weights, void *y, ck_filter filter);
  void (*filter_backward_data)(const void *dy, const float *weights, void *dx, ck_filter filter);
  /// Of this plane alone.
  void (*filter_backward_weights)(
      const void *x, const void *dy, float *dweights, ck_filter filter);

  /// The same of a plane that all channels read: x [height, width], not blocked.
  void (*spectrogram_filter)(const void *x, const float *weights, void *y, ck_filter filter);
  void (*spectrogram_filter_backward_weights)(
      const void *x, const void *dy, float *dweights, ck_filter filter);

  /// The mean over windows side by side: x [height, width, lanes] →
  /// y [height / size_h, width / size_w, lanes]; what fills no window is dropped.
  void (*average_pool)(
      const void *x, void *y, long height, long width, long size_h, long size_w);
  void (*average_pool_backward)(
      const void *dy, void *dx, long height, long width, long size_h, long size_w);

  /// The maximum over windows; `places` keeps which of a window's pixels it was, the first of equals.
  void (*max_pool)(
      const void *x, void *y, uint8_t *places, long height, long width, ck_windows windows);
  void (*max_pool_backward)(
      const void *dy, const uint8_t *places, void *dx, long height, long width,
      ck_windows windows);

  /// The mean over the height, then the maximum plus the mean over the width, [lanes] float32.
  void (*time_frequency_pool)(const void *x, float *y, long height, long width);
  void (*time_frequency_pool_backward)(
      const void *x, const float *dy, void *dx, long height, long width);

  /// The mean over all pixels, [lanes] float32.
  void (*global_average_pool)(const void *x, float *y, long pixels);
  void (*global_average_pool_backward)(const float *dy, void *dx, long pixels);
} ck_blocked_kernels;

/// Copies bytes, a multiple of 32 on 32-byte borders, past the caches.
void ck_stream(const void *from, void *to, long bytes);

/// y [pixels, 16] of two blocks [pixels, 8], the second of zeros where it is NULL.
void ck_join_blocks(const void *even, const void *odd, void *y, long pixels);
/// The first (0) or second (1) half of x [pixels, 16], [pixels, 8].
void ck_half_block(const void *x, int half, void *y, long pixels);

/// The kernels for blocks of `lanes` (16 or 8) channels of float32, or of 16 of bfloat16.
const ck_blocked_kernels *ck_blocked_float32(int lanes);
const ck_blocked_kernels *ck_blocked_bfloat16(void);
