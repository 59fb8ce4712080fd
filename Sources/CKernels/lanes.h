#pragma once

// Sixteen floats at once: one AVX-512 register, two AVX or four SSE registers.
typedef float v16 __attribute__((vector_size(64)));
typedef int v16i __attribute__((vector_size(64)));
typedef float v16_anywhere __attribute__((vector_size(64), aligned(4), may_alias));

#define LANES 16
#define LOAD(pointer) ((v16)(*(const v16_anywhere *)(pointer)))
#define STORE(pointer, value) (*(v16_anywhere *)(pointer) = (value))

typedef double d8 __attribute__((vector_size(64)));
typedef double d8_anywhere __attribute__((vector_size(64), aligned(8), may_alias));
typedef float f8_anywhere __attribute__((vector_size(32), aligned(4), may_alias));

#define DOUBLE_LANES 8
#define LOAD_DOUBLES(pointer) ((d8)(*(const d8_anywhere *)(pointer)))
#define STORE_DOUBLES(pointer, value) (*(d8_anywhere *)(pointer) = (value))
