#include <fftw3.h>

// Swift does not import arrays of unknown length.
static inline const char *sm_fftw_version(void) { return fftwf_version; }
