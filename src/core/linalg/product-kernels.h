/* The innermost loops of products and of distances, for the vectors that the processor has. Used
 * inside the core alone.
 *
 * A panel holds `width` items (rows of a factor, or rows of a table) of n numbers each, interleaved:
 * number k of item i is panel[k * width + i]. What is missing in the last panel is 0. A kernel takes
 * `width` items of one panel and `narrow` items of another and fills a tile of width by narrow
 * numbers, column by column. Each number of a tile is one sum in the order of k. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "linalg/product.h"

/* `a` is a panel, aligned to 64 bytes; `b` points at the first of the narrow items inside another
 * one. tile[i + j * width] = sum over k < n of f(a_i, b_j). */
typedef void (*ec_kernel_func)(size_t n, const double *a, const double *b, double *tile);

enum { EC_TILE_MAX = 24 * 8 }; /* the largest width times narrow; tiles are aligned to 64 bytes */

struct ec_kernel {
  const char *name;
  size_t width, narrow;     /* narrow divides width */
  ec_kernel_func product;   /* f = a b */
  ec_kernel_func squares;   /* f = (a - b)² */
  ec_kernel_func manhattan; /* f = |a - b| */
};

/* The kernels that this processor can run, best first, ending in NULL; the last one is plain C. */
const struct ec_kernel *const *ec_kernels(void);

/* The best of them. */
const struct ec_kernel *ec_kernel_best(void);

/* Writes items `begin` … `end` - 1 (rows of the factor), numbers `first` … `first + n` - 1 of each,
 * into panels of `width`; (end - begin + width - 1) / width * width * n numbers. */
void ec_panels_pack(const struct ec_factor *factor, size_t begin, size_t end, size_t first,
                    size_t n, size_t width, double *panels);

/* All rows of a matrix as panels. Panel p begins at data + p * n * width. */
struct ec_panels {
  double *data;
  size_t n_items, n, width, n_panels;
};

/* The given rows of `x` (NULL: all, in their order) as panels for the kernel, to be freed with
 * ec_free(panels->data). NO_MEMORY. */
ec_status ec_panels_new(const struct ec_matrix *x, const size_t *rows, size_t n_rows,
                        const struct ec_kernel *kernel, struct ec_panels *panels,
                        struct ec_error *error);

/* C -= A Bᵀ for A and B m by k, where that is symmetric: the lower triangle of C, and perhaps some
 * of what is right above its diagonal; the rest stays. NO_MEMORY, CANCELLED. */
ec_status ec_product_subtract_lower(const struct ec_matrix *a, const struct ec_matrix *b,
                                    const struct ec_job *job, struct ec_matrix *c,
                                    struct ec_error *error);
