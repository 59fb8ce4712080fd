#include "CSoxr.h"

#include "CLoader.h"

#define FORWARD(result, name, parameters, arguments) \
  SM_FORWARD("libsoxr.so.0", "libsoxr0", result, name, parameters, arguments)

FORWARD(const char *, soxr_version, (void), ())
FORWARD(
    soxr_quality_spec_t, soxr_quality_spec, (unsigned long recipe, unsigned long flags),
    (recipe, flags))
FORWARD(
    soxr_t, soxr_create,
    (double input_rate, double output_rate, unsigned channels, soxr_error_t *error,
     const soxr_io_spec_t *io, const soxr_quality_spec_t *quality,
     const soxr_runtime_spec_t *runtime),
    (input_rate, output_rate, channels, error, io, quality, runtime))
FORWARD(
    soxr_error_t, soxr_process,
    (soxr_t resampler, soxr_in_t in, size_t in_count, size_t *in_done, soxr_out_t out,
     size_t out_count, size_t *out_done),
    (resampler, in, in_count, in_done, out, out_count, out_done))
FORWARD(soxr_error_t, soxr_clear, (soxr_t resampler), (resampler))
FORWARD(void, soxr_delete, (soxr_t resampler), (resampler))
