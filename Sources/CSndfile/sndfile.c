#include "CSndfile.h"

#include "CLoader.h"

#define FORWARD(result, name, parameters, arguments) \
  SM_FORWARD("libsndfile.so.1", "libsndfile1", result, name, parameters, arguments)

FORWARD(const char *, sf_version_string, (void), ())
FORWARD(const char *, sf_strerror, (SNDFILE * sound), (sound))
FORWARD(SNDFILE *, sf_open, (const char *path, int mode, SF_INFO *info), (path, mode, info))
FORWARD(
    SNDFILE *, sf_open_virtual, (SF_VIRTUAL_IO * io, int mode, SF_INFO *info, void *user),
    (io, mode, info, user))
FORWARD(
    sf_count_t, sf_readf_short, (SNDFILE * sound, short *samples, sf_count_t frames),
    (sound, samples, frames))
FORWARD(
    sf_count_t, sf_readf_float, (SNDFILE * sound, float *samples, sf_count_t frames),
    (sound, samples, frames))
FORWARD(
    sf_count_t, sf_writef_float, (SNDFILE * sound, const float *samples, sf_count_t frames),
    (sound, samples, frames))
FORWARD(int, sf_close, (SNDFILE * sound), (sound))
