#include "config.h"

#include "pipeline-helper.h"

#include <math.h>
#include <string.h>

static void
take_target(Sample *self, const char *target)
{
  for (size_t column = 0; column < ec_table_n_columns(self->table); column++) {
    if (target != NULL && g_str_equal(ec_table_get_name(self->table, column), target)) {
      g_autoptr(GError) error = NULL;

      self->target = epoch_target_new(self->table, column, EPOCH_TASK_WITH_TARGET, NULL, &error);
      g_assert_no_error(error);
    } else {
      self->columns[self->n_columns++] = column;
    }
  }
}

void
sample_init(Sample *self, const char *name, const char *target)
{
  g_autofree char *path = g_test_build_filename(G_TEST_DIST, "fixtures", name, NULL);
  g_autoptr(GError) error = NULL;

  memset(self, 0, sizeof *self);
  self->table = epoch_table_read_csv(path, NULL, 0, NULL, NULL, &error);
  g_assert_no_error(error);
  take_target(self, target);
}

void
sample_init_text(Sample *self, const char *csv, const char *target)
{
  memset(self, 0, sizeof *self);
  g_assert_cmpint(ec_csv_read(csv, strlen(csv), NULL, NULL, &self->table, NULL), ==, EC_OK);
  take_target(self, target);
}

void
sample_clear(Sample *self)
{
  ec_table_free(self->table);
  g_clear_pointer(&self->target, epoch_target_free);
}

EpochRecipe *
sample_new_recipe(const char *kind, EpochTask task, ...)
{
  g_autoptr(GError) error = NULL;
  EpochRecipe *recipe = epoch_recipe_new(kind, task, 1, &error);
  const char *setting;
  va_list arguments;

  g_assert_no_error(error);
  va_start(arguments, task);
  while ((setting = va_arg(arguments, const char *)) != NULL) {
    const char *settings[] = {setting, NULL};

    epoch_recipe_set_all(recipe, settings, &error);
    g_assert_no_error(error);
  }
  va_end(arguments);
  return recipe;
}

EpochPipeline *
sample_fit(const Sample *self, const EpochRecipe *recipe, const struct ec_job *job)
{
  g_autoptr(GError) error = NULL;
  EpochPipeline *pipeline = epoch_pipeline_fit(recipe, self->table, self->columns, self->n_columns,
                                               self->target, job, NULL, &error);

  g_assert_no_error(error);
  g_assert_nonnull(pipeline);
  return pipeline;
}

void
sample_assert_near(double value, double expected, double epsilon)
{
  double scale = MAX(fabs(expected), 1);

  if (!(fabs(value - expected) <= epsilon * scale)) {
    g_error("%.17g is not within %g of %.17g", value, epsilon * scale, expected);
  }
}

void
sample_assert_all_near(const double *values, const double *expected, gsize n, double epsilon)
{
  for (gsize i = 0; i < n; i++) {
    sample_assert_near(values[i], expected[i], epsilon);
  }
}

EpochTask
sample_init_for(Sample *sample, const EpochModelKind *kind)
{
  if ((kind->tasks & EPOCH_TASK_CLASSIFICATION) != 0) {
    sample_init(sample, "passengers.csv", "survived");
    return EPOCH_TASK_CLASSIFICATION;
  }
  sample_init(sample, "diabetes.csv",
              (kind->tasks & EPOCH_TASK_REGRESSION) != 0 ? "progression" : NULL);
  return (EpochTask)(kind->tasks & -kind->tasks);
}
