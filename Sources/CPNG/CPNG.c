#include "CPNG.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

typedef struct {
  cpng_result result;
  size_t capacity;
} sink;

static void fail(png_structp png, png_const_charp message) {
  sink *out = png_get_error_ptr(png);
  strncpy(out->result.message, message, sizeof out->result.message - 1);
  png_longjmp(png, 1);
}

static void ignore(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

static void append(png_structp png, png_bytep bytes, size_t count) {
  sink *out = png_get_io_ptr(png);
  if (count > out->capacity - out->result.count) {
    size_t capacity = 2 * out->capacity + count;
    uint8_t *grown = realloc(out->result.bytes, capacity);
    if (!grown) png_error(png, "out of memory");
    out->result.bytes = grown;
    out->capacity = capacity;
  }
  memcpy(out->result.bytes + out->result.count, bytes, count);
  out->result.count += count;
}

static void flush(png_structp png) { (void)png; }

static int is_ascii(const char *text) {
  for (; *text; text++) {
    if (*text & 0x80) return 0;
  }
  return 1;
}

static void write_texts(png_structp png, png_infop info, const cpng_text *texts, int count) {
  for (int i = 0; i < count; i++) {
    png_text text = {
        .compression =
            is_ascii(texts[i].text) ? PNG_TEXT_COMPRESSION_NONE : PNG_ITXT_COMPRESSION_NONE,
        .key = (char *)texts[i].keyword,
        .text = (char *)texts[i].text,
    };
    png_set_text(png, info, &text, 1);
  }
}

cpng_result cpng_encode(
    cpng_image image, const uint8_t *pixels, const cpng_text *texts, int text_count) {
  static const int color_types[] = {
      [cpng_gray] = PNG_COLOR_TYPE_GRAY,
      [cpng_rgb] = PNG_COLOR_TYPE_RGB,
      [cpng_palette] = PNG_COLOR_TYPE_PALETTE,
  };
  sink out = {0};
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &out, fail, ignore);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  if (!info) {
    png_destroy_write_struct(&png, NULL);
    strcpy(out.result.message, "out of memory");
    return out.result;
  }
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_write_struct(&png, &info);
    free(out.result.bytes);
    out.result.bytes = NULL;
    return out.result;
  }
  png_set_write_fn(png, &out, append, flush);
  png_set_compression_level(png, image.compression_level);
  // Spectrograms repeat nothing but runs: looking for more takes half again as long, for no byte.
  if (image.format != cpng_rgb) png_set_compression_strategy(png, Z_RLE);
  png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
  png_set_IHDR(
      png, info, image.width, image.height, 8, color_types[image.format], PNG_INTERLACE_NONE,
      PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (image.format == cpng_palette) {
    png_set_PLTE(png, info, (png_const_colorp)image.palette, image.palette_count);
  }
  write_texts(png, info, texts, text_count);
  png_write_info(png, info);
  size_t row_size = (size_t)image.width * (image.format == cpng_rgb ? 3 : 1);
  for (uint32_t row = 0; row < image.height; row++) png_write_row(png, pixels + row * row_size);
  png_write_end(png, NULL);
  png_destroy_write_struct(&png, &info);
  return out.result;
}
