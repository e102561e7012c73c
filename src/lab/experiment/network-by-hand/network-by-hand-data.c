/* The points that the small net learns. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "base/random.h"
#include "dataset/epoch-table-private.h"
#include "experiment/network-by-hand/network-by-hand-private.h"
#include "prepare/split.h"

/* How far the inner circle is from the middle; the outer one is at 1. */
#define INNER_CIRCLE 0.5

void
epoch_points_clear(EpochPoints *self)
{
  g_free(self->x);
  g_free(self->y);
  g_free(self->train);
  g_free(self->test);
}

/* A corner of a square, in turn: two opposite ones are of one class. */
static void
place_xor(gsize i, double share, double *x, double *y)
{
  gsize corner = i % 4;

  x[0] = corner % 2 == 0 ? -1 : 1;
  x[1] = corner < 2 ? -1 : 1;
  *y = x[0] == x[1] ? 0 : 1;
}

/* Two half circles that reach into each other, as scikit-learn's make_moons() has them. */
static void
place_moon(gsize i, double share, double *x, double *y)
{
  double angle = G_PI * share;

  *y = i % 2 == 0 ? 0 : 1;
  x[0] = *y == 0 ? cos(angle) : 1 - cos(angle);
  x[1] = *y == 0 ? sin(angle) : 0.5 - sin(angle);
}

static void
place_circle(gsize i, double share, double *x, double *y)
{
  *y = i % 2 == 0 ? 0 : 1;
  x[0] = (*y == 0 ? 1 : INNER_CIRCLE) * cos(2 * G_PI * share);
  x[1] = (*y == 0 ? 1 : INNER_CIRCLE) * sin(2 * G_PI * share);
}

static const struct {
  const char *name;
  const char *classes[2];
  void (*place)(gsize i, double share, double *x, double *y);
} shapes[] = {
    {"xor", {N_("Same signs"), N_("Different signs")}, place_xor},
    {"moons", {N_("Upper moon"), N_("Lower moon")}, place_moon},
    {"circles", {N_("Outer circle"), N_("Inner circle")}, place_circle},
};

static void
make_points(EpochPoints *self, EpochRunContext *context, gsize shape)
{
  const struct ec_random root = ec_random_new(context->seed);
  struct ec_random random = ec_random_split(&root, 0);
  double noise = epoch_run_context_get_number(context, "noise");

  self->n = (gsize)epoch_run_context_get_integer(context, "points");
  self->x = g_new(double, 2 * self->n);
  self->y = g_new(double, self->n);
  for (gsize i = 0; i < self->n; i++) {
    double share = ec_random_uniform(&random);

    shapes[shape].place(i, share, &self->x[2 * i], &self->y[i]);
    self->x[2 * i] += noise * ec_random_normal(&random);
    self->x[2 * i + 1] += noise * ec_random_normal(&random);
  }
  self->axes[0] = "x₁";
  self->axes[1] = "x₂";
  self->classes[0] = _(shapes[shape].classes[0]);
  self->classes[1] = _(shapes[shape].classes[1]);
}

/* The two species of iris that are hard to tell apart, by their petals. */
static gboolean
take_flowers(EpochPoints *self, const struct ec_table *table, GError **error)
{
  static const char *const names[3] = {"petal_length", "petal_width", "species"};
  struct ec_error core_error = EC_ERROR_INIT;
  size_t columns[3], n = ec_table_n_rows(table);
  ec_status status = EC_OK;

  for (guint j = 0; j < 3 && status == EC_OK; j++) {
    status = ec_table_find_column(table, names[j], &columns[j], &core_error);
  }
  if (!epoch_core_error_propagate(status, &core_error, NULL, error)) {
    return FALSE;
  }
  self->x = g_new(double, 2 * n + 1);
  self->y = g_new(double, n + 1);
  for (size_t i = 0; i < n; i++) {
    const char *species = ec_table_get_text(table, columns[2], i);

    if (g_strcmp0(species, "versicolor") != 0 && g_strcmp0(species, "virginica") != 0) {
      continue;
    }
    self->x[2 * self->n] = ec_table_get_numbers(table, columns[0])[i];
    self->x[2 * self->n + 1] = ec_table_get_numbers(table, columns[1])[i];
    self->y[self->n++] = g_str_equal(species, "virginica") ? 1 : 0;
  }
  return TRUE;
}

static gboolean
read_flowers(EpochPoints *self, EpochRunContext *context, GError **error)
{
  g_autoptr(EpochDataset) dataset = epoch_dataset_load("iris", error);
  g_autoptr(EpochTable) table = NULL;

  table = dataset != NULL ? epoch_table_read_dataset(dataset, &context->job, error) : NULL;
  self->axes[0] = _("Petal length in standard deviations");
  self->axes[1] = _("Petal width in standard deviations");
  self->classes[0] = "versicolor";
  self->classes[1] = "virginica";
  return table != NULL && take_flowers(self, table, error);
}

/* Centimetres to standard deviations, by the training points alone. */
static void
standardise(EpochPoints *self)
{
  for (guint j = 0; j < 2; j++) {
    double mean = 0, squares = 0;

    for (gsize i = 0; i < self->n_train; i++) {
      mean += self->x[2 * self->train[i] + j] / (double)self->n_train;
    }
    for (gsize i = 0; i < self->n_train; i++) {
      squares += pow(self->x[2 * self->train[i] + j] - mean, 2);
    }
    for (gsize i = 0; i < self->n && squares > 0; i++) {
      self->x[2 * i + j] = (self->x[2 * i + j] - mean) / sqrt(squares / (double)self->n_train);
    }
  }
}

static gboolean
split(EpochPoints *self, EpochRunContext *context, GError **error)
{
  const struct ec_random root = ec_random_new(context->seed);
  double share = epoch_run_context_get_number(context, "test_share");
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status;

  self->train = g_new(size_t, self->n + 1);
  self->test = g_new(size_t, self->n + 1);
  self->n_test = ec_split_n_test(self->n, share);
  self->n_train = self->n - self->n_test;
  status = ec_split_rows_stratified(ec_random_split(&root, 1), self->y, self->n, 2, share,
                                    self->train, self->test, &core_error);
  return epoch_core_error_propagate(status, &core_error, NULL, error);
}

gboolean
epoch_points_init(EpochPoints *self, EpochRunContext *context, GError **error)
{
  const char *data = epoch_run_context_get_choice(context, "data");
  gboolean is_made = FALSE;

  *self = (EpochPoints){0};
  for (gsize i = 0; i < G_N_ELEMENTS(shapes); i++) {
    if (g_str_equal(shapes[i].name, data)) {
      make_points(self, context, i);
      is_made = TRUE;
    }
  }
  if ((!is_made && !read_flowers(self, context, error)) || !split(self, context, error)) {
    return FALSE;
  }
  if (!is_made) {
    standardise(self);
  }
  return TRUE;
}
