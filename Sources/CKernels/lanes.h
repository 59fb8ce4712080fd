#pragma once

// Sixteen floats at once: one AVX-512 register, two AVX or four SSE registers.
typedef float v16 __attribute__((vector_size(64)));
typedef int v16i __attribute__((vector_size(64)));
typedef float v16_anywhere __attribute__((vector_size(64), aligned(4), may_alias));

#define LANES 16
#define LOAD(pointer) ((v16)(*(const v16_anywhere *)(pointer)))
#define STORE(pointer, value) (*(v16_anywhere *)(pointer) = (value))

// Rows of sixteen that begin on a border of 64 bytes.
typedef float v16_row __attribute__((vector_size(64), aligned(64), may_alias));
typedef double d16_row __attribute__((vector_size(128), aligned(64), may_alias));
