#ifndef CPNG_H
#define CPNG_H

#include <stddef.h>
#include <stdint.h>

// libpng reports a failure by longjmp, which must not cross Swift's frames: here it becomes a
// returned value.

typedef enum { cpng_gray, cpng_rgb, cpng_palette } cpng_format;

typedef struct {
  uint32_t width;
  uint32_t height;
  cpng_format format;
  // Red, green, blue of each colour; only for cpng_palette.
  const uint8_t *_Nullable palette;
  int palette_count;
  // zlib's, 0 (none) to 9.
  int compression_level;
} cpng_image;

typedef struct {
  const char *_Nonnull keyword;
  // UTF-8.
  const char *_Nonnull text;
} cpng_text;

typedef struct {
  // The whole file, to be freed by the caller; NULL after a failure.
  uint8_t *_Nullable bytes;
  size_t count;
  // What libpng said of the failure.
  char message[128];
} cpng_result;

// Encodes rows from the top, packed without padding, one byte a channel.
cpng_result cpng_encode(
    cpng_image image, const uint8_t *_Nonnull pixels, const cpng_text *_Nullable texts,
    int text_count);

#endif
