// Included once for each kind of block, with NAME(kernel), LANES and either ELEMENT_FLOAT32 or
// ELEMENT_BFLOAT16 defined: the vector of one pixel's block, and how it is read and written.

typedef float NAME(vector) __attribute__((vector_size(LANES * 4)));
typedef int32_t NAME(mask) __attribute__((vector_size(LANES * 4)));
typedef double NAME(wide) __attribute__((vector_size(LANES * 8)));
#define vector NAME(vector)
#define mask NAME(mask)
#define wide NAME(wide)

// clang refuses 512-bit vectors as arguments in baseline code, hence macros.
#ifdef ELEMENT_FLOAT32
typedef float NAME(element);
#define LOAD(x, i) (((const vector *)(x))[i])
#define STORE(y, i, v) (((vector *)(y))[i] = (v))
#define SCALAR(x, i) (((const float *)(x))[i])
#define STREAM(y, i, v) __builtin_nontemporal_store((v), (vector *)(y) + (i))
#else
typedef uint16_t NAME(element);
typedef uint16_t NAME(half) __attribute__((vector_size(LANES * 2)));
typedef uint32_t NAME(bits) __attribute__((vector_size(LANES * 4)));
#define LOAD(x, i) \
  ((vector)(__builtin_convertvector(((const NAME(half) *)(x))[i], NAME(bits)) << 16))
#define SCALAR(x, i) \
  (((union { uint32_t bits; float value; }){(uint32_t)((const uint16_t *)(x))[i] << 16}).value)
// Rounds to nearest, ties to even.
#define ROUND(v) \
  __builtin_convertvector( \
      ((NAME(bits))(v) + 0x7fff + (((NAME(bits))(v) >> 16) & 1)) >> 16, NAME(half))
#define STORE(y, i, v) (((NAME(half) *)(y))[i] = ROUND(v))
#define STREAM(y, i, v) __builtin_nontemporal_store(ROUND(v), (NAME(half) *)(y) + (i))
#endif

#define CHANNELS(p) (*(const vector *)(p))
#define SELECT(condition, v) ((vector)((mask)(v) & (condition)))
// A NaN passes, so that it reaches the loss and is seen.
#define RAISE(v, floor) \
  ((vector)(((mask)(v) & ~((v) < (floor))) | ((mask)((vector){} + (floor)) & ((v) < (floor)))))
#define WIDEN(v) __builtin_convertvector(v, wide)
#define KERNEL \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default"))) static void
