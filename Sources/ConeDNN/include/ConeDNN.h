// oneDNN's convolutions and its OpenMP team behind plain C: no type of oneDNN, and no exception,
// comes through here. Everything is called from one thread, the engine's.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

// ---- the machine

/// The widest instruction set that oneDNN may use: "avx2", "avx512_core_bf16" …
const char *od_instruction_set(void);
/// True for AVX-512 with the byte and word instructions that oneDNN's 16-channel blocks need.
bool od_has_avx512(void);
/// True for AVX512-BF16.
bool od_has_bfloat16(void);
/// True for oneDNN 2, the last with Winograd's algorithm in float32 (on AVX-512).
bool od_has_winograd(void);
/// Narrows the instruction set, for tests; false when oneDNN has already made its choice.
bool od_limit_to_avx2(void);
/// The version of the oneDNN library, as "2.6.3".
const char *od_version(void);

// ---- the team

/// Processors that this process may run on.
int od_processors(void);

/// Sets the size of the calling thread's OpenMP team, with denormals flushed to zero on each
/// member; returns the number of threads that came.
int od_team_start(int threads);
/// Runs `body(context, thread)` on every member of a team of `threads`, and waits.
void od_team_run(int threads, void *_Nullable context, void (*body)(void *_Nullable, int));

// ---- convolutions

typedef enum { OD_FLOAT32, OD_BFLOAT16 } od_type;
typedef enum { OD_DIRECT, OD_WINOGRAD } od_algorithm;
typedef enum { OD_FORWARD, OD_BACKWARD_DATA, OD_BACKWARD_WEIGHTS } od_pass;

typedef enum { OD_NONE, OD_RELU, OD_HARD_SWISH } od_activation;

/// A two-dimensional convolution. Activations are blocked by `lanes` channels, [batch, channels / lanes,
/// height, width, lanes].
typedef struct {
  int32_t batch, in_channels, out_channels, height, width, kernel, stride, padding, lanes;
  int32_t dilation;           // 1: none
  int32_t groups;             // of inputs and of outputs; as many as both have: depthwise
  od_type type;
  od_algorithm algorithm[3];  // by od_pass; direct where the library offers no Winograd
  size_t scratch_limit;       // a pass over activations that wants more goes over parts of a batch
  bool training;              // with both backward passes
  bool plain_input;           // src is [batch, channels, height, width], without a gradient
  bool bias;                  // in training with a gradient
  bool add;                   // inference only, as the next: activation(conv + bias + what is in dst)
  od_activation activation;
} od_convolution_shape;

typedef struct od_convolution od_convolution;

/// NULL, and a reason in `error`, when oneDNN cannot do it.
od_convolution *_Nullable od_convolution_create(
    const od_convolution_shape *shape, char *error, size_t error_capacity);
void od_convolution_destroy(od_convolution *convolution);

/// The name of oneDNN's kernel for a pass; the string lives as long as the convolution.
const char *od_convolution_implementation(const od_convolution *convolution, od_pass pass);
/// Bytes of the working memory that a pass wants.
size_t od_convolution_scratch_bytes(const od_convolution *convolution, od_pass pass);

/// Bytes of the float32 weights that the optimizer works on.
size_t od_convolution_weights_bytes(const od_convolution *convolution);
/// Bytes of the copy of the weights that a pass reads (and od_convolution_pack writes); 0 where it
/// reads the float32 weights themselves.
size_t od_convolution_copy_bytes(const od_convolution *convolution, od_pass pass);
/// Makes the copy of the weights that a pass reads.
int od_convolution_pack(
    const od_convolution *convolution, od_pass pass, const float *weights, void *copy);
/// From and to [out, in / groups, height, width].
int od_convolution_import(const od_convolution *convolution, const float *oihw, float *weights);
int od_convolution_export(const od_convolution *convolution, const float *weights, float *oihw);

/// Each pass returns 0, or oneDNN's status when it failed. `weights` is the pass's copy if it has
/// one. Every buffer starts on a 64-byte border.
int od_convolution_forward(
    const od_convolution *convolution, const void *src, const void *weights,
    const float *_Nullable bias, void *dst, void *_Nullable scratch);
int od_convolution_backward_data(
    const od_convolution *convolution, const void *diff_dst, const void *weights, void *diff_src,
    void *_Nullable scratch);
int od_convolution_backward_weights(
    const od_convolution *convolution, const void *src, const void *diff_dst, float *diff_weights,
    float *_Nullable diff_bias, void *_Nullable scratch);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
