// Dense algebra by OpenBLAS, in float64 if not said otherwise, on one thread. The library is loaded when it is first asked
// for: linked, its threads would spin at the start of every program. Matrices lie row after row.
#pragma once

#include <stdint.h>

#pragma clang assume_nonnull begin

/// Loads the library; NULL when it is there, else the loader's reason. To be called before the rest.
const char *_Nullable ob_load(void);

/// gram += xᵀx, its lower triangle; x [rows, columns], gram [columns, columns].
void ob_add_gram(const double *x, int32_t rows, int32_t columns, double *gram);
/// product = xᵀy; x [rows, columns], y [rows, width], product [columns, width].
void ob_transposed_product(
    const double *x, const double *y, int32_t rows, int32_t columns, int32_t width,
    double *product);
/// product = x·y; x [rows, columns], y [columns, width], product [rows, width].
void ob_product(
    const double *x, const double *y, int32_t rows, int32_t columns, int32_t width,
    double *product);
/// products = rows·vector, in float32; rows [count, columns], vector [columns], products [count].
void ob_dot_products(
    const float *rows, int32_t count, int32_t columns, const float *vector, float *products);
/// solution = L⁻¹·solution, or by Lᵀ; L [size, size] a lower triangle, solution [size, width].
void ob_solve_triangular(
    const double *l, int32_t size, _Bool transposed, double *solution, int32_t width);

#pragma clang assume_nonnull end
