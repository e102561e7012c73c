/* The rows that trees are tested on, and what tests of trees share. */
#pragma once

#include "base/parallel.h"
#include "io/json.h"
#include "model/forest.h"
#include "model/tree.h"
#include "support.h"

enum { TABLE_ROWS = 300, TABLE_FEATURES = 5 };

/* Five features, evenly from 0 to 1 in steps of 2^-24, numbers that depend on four of them, and the
 * same cut into three and two classes; `gaps` has a fifth of feature 0 missing. */
struct tree_table {
  struct ec_matrix x, gaps;
  double y[TABLE_ROWS], three[TABLE_ROWS], two[TABLE_ROWS];
};

/* The generator of Numerical Recipes, section 7.1, so that other programs can make the same rows. */
static inline double
table_uniform(uint32_t *state)
{
  *state = *state * 1664525u + 1013904223u;
  return (*state >> 8) / 16777216.0;
}

static inline struct tree_table *
tree_table_new(void)
{
  struct tree_table *table = g_new0(struct tree_table, 1);
  struct ec_error error = EC_ERROR_INIT;
  uint32_t state = 12345;
  assert_ok(ec_matrix_new(TABLE_ROWS, TABLE_FEATURES, &table->x, &error));
  assert_ok(ec_matrix_new(TABLE_ROWS, TABLE_FEATURES, &table->gaps, &error));
  for (size_t i = 0; i < TABLE_ROWS; i++)
    for (size_t j = 0; j < TABLE_FEATURES; j++) {
      double value = table_uniform(&state);
      ec_matrix_set(&table->x, i, j, value);
      ec_matrix_set(&table->gaps, i, j, value);
    }
  for (size_t i = 0; i < TABLE_ROWS; i++) {
    double noise = table_uniform(&state);
    const double *x = table->x.data + i;
    double y = 2 * x[0] + x[TABLE_ROWS] * x[2 * TABLE_ROWS] - x[3 * TABLE_ROWS] + 0.5 * noise;
    table->y[i] = y;
    table->three[i] = fmax(0, fmin(2, trunc((y + 1) * 3 / 3.5)));
    table->two[i] = y > 0.9;
  }
  for (size_t i = 0; i < TABLE_ROWS; i++)
    if (table_uniform(&state) < 0.2)
      ec_matrix_set(&table->gaps, i, 0, NAN);
  return table;
}

static inline void
tree_table_free(struct tree_table *table)
{
  ec_matrix_clear(&table->x);
  ec_matrix_clear(&table->gaps);
  g_free(table);
}

/* A fitted tree. */
static inline struct ec_model *
fit_tree(const struct ec_tree_options *options, const struct ec_data *data)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_model *model;
  assert_ok(ec_tree_new(options, &model, &error));
  assert_ok(ec_model_fit(model, data, NULL, &error));
  return model;
}

static inline const struct ec_tree *
get_tree(const struct ec_model *model)
{
  struct ec_tree_ensemble ensemble;
  g_assert_true(ec_model_get_trees(model, &ensemble));
  return &ensemble.trees[0];
}

/* The model as a file, to be freed with ec_free(). */
static inline char *
write_model(const struct ec_model *model, size_t *length)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_record *record = ec_record_new();
  char *text;
  assert_ok(ec_model_save(model, record, &error));
  assert_ok(ec_json_write(record, &text, length, &error));
  ec_record_free(record);
  return text;
}

static inline struct ec_model *
read_model(const char *text, size_t length)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_record *record;
  struct ec_model *model;
  assert_ok(ec_json_read(text, length, &record, &error));
  assert_ok(ec_model_load(record, &model, &error));
  ec_record_free(record);
  return model;
}

/* Written and read, the model has the same trees and says the same bits; text and all arrays. */
static inline void
assert_round_trip(const struct ec_model *model, const struct ec_matrix *x)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_tree_ensemble before, after;
  size_t length, again;
  char *text = write_model(model, &length), *other;
  struct ec_model *loaded = read_model(text, length);
  double *said = g_new(double, 2 * x->n_rows);
  g_assert_true(ec_model_get_trees(model, &before) && ec_model_get_trees(loaded, &after));
  g_assert_cmpuint(before.n_trees, ==, after.n_trees);
  for (size_t t = 0; t < before.n_trees; t++) {
    const struct ec_tree *a = &before.trees[t], *b = &after.trees[t];
    size_t n = a->n_nodes;
    g_assert_cmpuint(n, ==, b->n_nodes);
    g_assert_cmpmem(a->feature, n * 4, b->feature, n * 4);
    g_assert_cmpmem(a->right, n * 4, b->right, n * 4);
    g_assert_cmpmem(a->threshold, n * 8, b->threshold, n * 8);
    g_assert_cmpmem(a->cover, n * 8, b->cover, n * 8);
    g_assert_cmpmem(a->impurity, n * 8, b->impurity, n * 8);
    g_assert_cmpmem(a->gain, n * 8, b->gain, n * 8);
    g_assert_cmpmem(a->values, n * a->n_outputs * 8, b->values, n * a->n_outputs * 8);
    g_assert_cmpmem(a->missing_left, n, b->missing_left, n);
  }
  assert_ok(ec_model_predict(model, x, NULL, said, &error));
  assert_ok(ec_model_predict(loaded, x, NULL, said + x->n_rows, &error));
  g_assert_cmpmem(said, x->n_rows * 8, said + x->n_rows, x->n_rows * 8);
  other = write_model(loaded, &again);
  g_assert_cmpmem(text, length, other, again);
  g_free(said);
  ec_free(text);
  ec_free(other);
  ec_model_free(loaded);
}
