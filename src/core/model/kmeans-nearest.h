/* The nearest of many centres, for eight rows at a time: the loop in which k-means spends its time.
 *
 * ||x - c||² = ||x||² - 2 s with the score s = x·c - ||c||² / 2, so the nearest centre is the one of
 * the largest score. Rows and centres should be near the origin, lest digits cancel. */
#pragma once

#include <stddef.h>

#include "base/status.h"

/* Rows that are scored together, and centres in a vector. */
enum { EC_NEAREST_ROWS = 8, EC_NEAREST_LANES = 8 };

struct ec_nearest {
  size_t k, n_features;
  size_t width;   /* k rounded up to whole vectors */
  double *table;  /* n_features by width: number j of centre c is table[j * width + c] */
  double *offset; /* width: -||c||² / 2; -infinity behind the last centre */
  double largest; /* the largest ||c||² */
};

/* A set of up to `k` centres, still to be filled. NO_MEMORY. */
ec_status ec_nearest_new(size_t k, size_t n_features, struct ec_nearest *nearest,
                         struct ec_error *error);
void ec_nearest_clear(struct ec_nearest *nearest);

/* Takes over k centres; number j of centre c is centres[c * n_features + j]. */
void ec_nearest_set(struct ec_nearest *nearest, const double *centres, size_t k);

/* What two centres are nearest to a row. */
struct ec_nearest_two {
  size_t best;          /* the first of equals */
  double first, second; /* their scores; -infinity for the second where there is one centre */
};

/* Fills `scores`, EC_NEAREST_ROWS by width, row by row, aligned to 64 bytes. */
void ec_nearest_score(const struct ec_nearest *nearest, const double *const rows[EC_NEAREST_ROWS],
                      double *scores);

/* The same, and of each row the two largest scores. */
void ec_nearest_find(const struct ec_nearest *nearest, const double *const rows[EC_NEAREST_ROWS],
                     double *scores, struct ec_nearest_two two[EC_NEAREST_ROWS]);
