/* How much of it is real? The same method on columns that were shuffled one by one: each keeps its
 * values, but nothing goes together any more, and still there will be clusters. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "base/epoch-core-error-private.h"
#include "base/random.h"
#include "experiment/segments/segments-private.h"

typedef struct ec_table Table;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Table, ec_table_free)

static ec_status
add_shuffled(const struct ec_table *from, size_t column, const size_t *order, struct ec_table *to,
             struct ec_error *error)
{
  gsize n = ec_table_n_rows(from);
  const char *name = ec_table_get_name(from, column);

  if (ec_table_get_type(from, column) == EC_COLUMN_NUMBER) {
    g_autofree double *numbers = g_new(double, n + 1);

    for (gsize i = 0; i < n; i++) {
      numbers[i] = ec_table_get_numbers(from, column)[order[i]];
    }
    return ec_table_add_numbers(to, name, numbers, error);
  } else {
    g_autofree const char **texts = g_new(const char *, n + 1);

    for (gsize i = 0; i < n; i++) {
      texts[i] = ec_table_get_text(from, column, order[i]);
    }
    return ec_table_add_text(to, name, texts, error);
  }
}

/* The table with each of its columns in an order of its own. */
static struct ec_table *
shuffle(const EpochSegments *self, gsize number, GError **error)
{
  const struct ec_random root = ec_random_new(self->context->seed);
  const struct ec_random own = ec_random_split(&root, 3 + number);
  g_autofree size_t *order = g_new(size_t, self->n + 1);
  g_autoptr(Table) shuffled = NULL;
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status = ec_table_new(self->n, &shuffled, &core_error);

  for (size_t j = 0; j < ec_table_n_columns(self->table) && status == EC_OK; j++) {
    struct ec_random random = ec_random_split(&own, j);

    ec_random_permutation(&random, order, self->n);
    status = add_shuffled(self->table, j, order, shuffled, &core_error);
  }
  return epoch_core_error_propagate(status, &core_error, NULL, error) ? g_steal_pointer(&shuffled)
                                                                      : NULL;
}

/* What the shuffles gave. */
typedef struct {
  double *silhouettes, *clusters, *noise;
  gsize n;
} Chance;

static void
chance_clear(Chance *self)
{
  g_free(self->silhouettes);
  g_free(self->clusters);
  g_free(self->noise);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Chance, chance_clear)

static double
find_mean(const double *values, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++) {
    sum += values[i];
  }
  return sum / (double)n;
}

static gboolean
draw_chance(EpochSegments *self, const Chance *chance, GError **error)
{
  gsize n = chance->n;
  g_auto(GStrv) names = g_new0(char *, n + 2);
  g_autofree double *values = g_new(double, n + 1);
  EpochChartSeries series = {.name = _("Silhouette"), .y = values, .n = n + 1};
  EpochChartWriter *chart = epoch_chart_writer_new(
      "bars", _("How much of it is real?"),
      _("The silhouette of the clusters found, and of those found the same way after every column "
        "was shuffled by itself, so that nothing goes together any more. Only what stands out "
        "above the shuffled ones is structure."));

  names[0] = g_strdup(_("As it is"));
  values[0] = self->chosen->silhouette;
  for (gsize i = 0; i < n; i++) {
    names[i + 1] = g_strdup_printf(_("Shuffled, %zu"), i + 1);
    values[i + 1] = chance->silhouettes[i];
  }
  epoch_chart_writer_set_axis(chart, "x", _("Columns"), NULL);
  epoch_chart_writer_set_axis(chart, "y", _("Silhouette"), NULL);
  epoch_chart_writer_set_texts(chart, "categories", (const char *const *)names, n + 1);
  epoch_chart_writer_add_series(chart, &series);
  return epoch_chart_writer_write(chart, self->context, "chance", error);
}

static void
find_silhouettes(EpochSegments *self, const Chance *chance)
{
  double real = self->chosen->silhouette, mean = find_mean(chance->silhouettes, chance->n);
  g_autofree char *here = epoch_amount_round(real, 3);
  g_autofree char *shuffled = epoch_amount_round(mean, 3);
  g_autofree char *rest = epoch_amount_round(real - mean, 2);
  gboolean stands_out = TRUE;

  for (gsize i = 0; i < chance->n; i++) {
    stands_out = stands_out && real > chance->silhouettes[i];
  }
  g_ptr_array_add(
      self->found,
      stands_out
          ? g_strdup_printf(_("A method finds as many groups as it is asked for, whether there are "
                              "any or not. On columns shuffled one by one the same one reaches a "
                              "silhouette of %s; here it reaches %s. What the columns have to do "
                              "with each other accounts for %s of it, no more."),
                            shuffled, here, rest)
          : g_strdup_printf(_("A method finds as many groups as it is asked for, whether there are "
                              "any or not. On columns shuffled one by one the same one reaches a "
                              "silhouette of %s, which is no worse than the %s reached here: these "
                              "clusters cut a cloud into pieces, and tell of nothing that goes "
                              "together."),
                            shuffled, here));
}

/* Where there are no silhouettes to compare: what DBSCAN finds in the shuffled rows. */
static void
find_counts(EpochSegments *self, const Chance *chance)
{
  g_autofree char *clusters = epoch_amount_trim(find_mean(chance->clusters, chance->n), 3);
  g_autofree char *noise = epoch_amount_trim(find_mean(chance->noise, chance->n), 3);
  g_autofree char *alone = epoch_amount_trim((double)self->chosen->n_noise, 12);

  g_ptr_array_add(self->found,
                  g_strdup_printf(_("Here the number of clusters is %zu, and %s people are in "
                                    "none. With the same reach on columns shuffled one by one, so "
                                    "that nothing goes together any more, they are on average %s "
                                    "and %s."),
                                  self->chosen->n_clusters, alone, clusters, noise));
}

static gboolean
run_shuffles(EpochSegments *self, gsize n, double begin, double end, Chance *chance, GError **error)
{
  gsize k = isnan(self->chosen->inertia) ? 0 : self->chosen->n_clusters;

  for (gsize i = 0; i < n; i++) {
    double width = (end - begin) / (double)n;
    struct ec_job job =
        epoch_segments_job(self, begin + width * (double)i, begin + width * (double)(i + 1));
    g_autoptr(GError) cause = NULL;
    g_autoptr(Table) table = shuffle(self, i, error);
    g_autoptr(EpochClustering) made = NULL;

    if (table == NULL) {
      return FALSE;
    }
    made = epoch_segments_cluster(self, table, k, &job, &cause);
    if (made == NULL && epoch_segments_was_stopped(self, &cause)) {
      return TRUE;
    }
    if (made == NULL) {
      g_propagate_error(error, g_steal_pointer(&cause));
      return FALSE;
    }
    chance->silhouettes[i] = made->silhouette;
    chance->clusters[i] = (double)made->n_clusters;
    chance->noise[i] = (double)made->n_noise;
    chance->n = i + 1;
  }
  return TRUE;
}

gboolean
epoch_segments_check(EpochSegments *self, double begin, double end, GError **error)
{
  gsize n = (gsize)epoch_run_context_get_integer(self->context, "shuffles");
  g_auto(Chance) chance = {.silhouettes = g_new(double, n + 1),
                           .clusters = g_new(double, n + 1),
                           .noise = g_new(double, n + 1)};
  gboolean have_silhouettes = !isnan(self->chosen->silhouette);

  /* A single column has nothing to go together with. */
  if (n == 0 || self->used->len < 2 || epoch_run_context_is_stopped(self->context)) {
    return TRUE;
  }
  epoch_events_progress(self->context->events, begin, _("The same on shuffled columns"));
  if (!run_shuffles(self, n, begin, end, &chance, error)) {
    return FALSE;
  }
  for (gsize i = 0; i < chance.n; i++) {
    have_silhouettes = have_silhouettes && !isnan(chance.silhouettes[i]);
  }
  if (chance.n == 0) {
    return TRUE;
  }
  if (isnan(self->chosen->inertia)) {
    find_counts(self, &chance);
  }
  if (!have_silhouettes) {
    return TRUE;
  }
  find_silhouettes(self, &chance);
  return draw_chance(self, &chance, error);
}
