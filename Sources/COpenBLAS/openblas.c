#include "COpenBLAS.h"

#include <cblas.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>

static __typeof__(cblas_dsyrk) *syrk;
static __typeof__(cblas_dgemm) *gemm;
static __typeof__(cblas_dtrsm) *trsm;
static __typeof__(cblas_sgemv) *gemv;

static const char *load(void) {
  void *library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return dlerror();
  void (*set_threads)(int) = dlsym(library, "openblas_set_num_threads");
  syrk = dlsym(library, "cblas_dsyrk");
  gemm = dlsym(library, "cblas_dgemm");
  trsm = dlsym(library, "cblas_dtrsm");
  gemv = dlsym(library, "cblas_sgemv");
  if (!set_threads || !syrk || !gemm || !trsm || !gemv) return "libopenblas.so.0 lacks a function";
  // The sums' order, and so their last bits, would follow the number of threads.
  set_threads(1);
  return NULL;
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static const char *reason;

static void load_once(void) { reason = load(); }

const char *ob_load(void) {
  pthread_once(&once, load_once);
  return reason;
}

void ob_add_gram(const double *x, int32_t rows, int32_t columns, double *gram) {
  syrk(CblasRowMajor, CblasLower, CblasTrans, columns, rows, 1, x, columns, 1, gram, columns);
}

void ob_transposed_product(
    const double *x, const double *y, int32_t rows, int32_t columns, int32_t width,
    double *product) {
  gemm(
      CblasRowMajor, CblasTrans, CblasNoTrans, columns, width, rows, 1, x, columns, y, width, 0,
      product, width);
}

void ob_product(
    const double *x, const double *y, int32_t rows, int32_t columns, int32_t width,
    double *product) {
  gemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, rows, width, columns, 1, x, columns, y, width, 0,
      product, width);
}

void ob_dot_products(
    const float *rows, int32_t count, int32_t columns, const float *vector, float *products) {
  gemv(CblasRowMajor, CblasNoTrans, count, columns, 1, rows, columns, vector, 1, 0, products, 1);
}

void ob_solve_triangular(
    const double *l, int32_t size, _Bool transposed, double *solution, int32_t width) {
  trsm(
      CblasRowMajor, CblasLeft, CblasLower, transposed ? CblasTrans : CblasNoTrans, CblasNonUnit,
      size, width, 1, l, size, solution, width);
}
