/* What the tests of pipelines and of validation share: small tables, and recipes on them. */
#pragma once

#include "dataset/epoch-table-private.h"
#include "model/epoch-pipeline-private.h"

/* A table of tests/lab/fixtures, its features, and its target. */
typedef struct {
  struct ec_table *table;
  size_t columns[16];
  gsize n_columns;
  EpochTarget *target;
} Sample;

/* Reads a table; all columns but the target are features. @target may be %NULL. */
void sample_init(Sample *self, const char *name, const char *target);

/* A table for the first of the tasks of a kind, which it returns. */
EpochTask sample_init_for(Sample *sample, const EpochModelKind *kind);

/* Makes a table of CSV. */
void sample_init_text(Sample *self, const char *csv, const char *target);

void sample_clear(Sample *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Sample, sample_clear)

/* A recipe with settings, "KEY=VALUE", %NULL at the end. */
EpochRecipe *sample_new_recipe(const char *kind, EpochTask task, ...) G_GNUC_NULL_TERMINATED;

/* Fits it; must go well. */
EpochPipeline *sample_fit(const Sample *self, const EpochRecipe *recipe, const struct ec_job *job);

/* Fails the test where numbers differ by more than @epsilon, relative where they are above 1. */
void sample_assert_near(double value, double expected, double epsilon);
void sample_assert_all_near(const double *values, const double *expected, gsize n, double epsilon);
