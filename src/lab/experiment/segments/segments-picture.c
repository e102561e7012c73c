/* The picture of the rows by principal components, and what its directions mean. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "base/random.h"
#include "experiment/segments/segments-private.h"

#define MAX_POINTS 3000

/* How far a point may be moved, as a share of the width of the picture, so that people who ticked
 * the same are seen beside one another. */
#define JITTER 0.012

/* An entry of a component counts for the words from this size on. */
#define WORTH_TELLING 0.35

static const struct ec_pca_result *
get_pca(const EpochSegments *self)
{
  return ec_pca_get_result(epoch_pipeline_get_model(self->picture));
}

/* The rows that are drawn: all, or a sample in the order of rows. */
static gboolean *
draw_sample(const EpochSegments *self)
{
  const struct ec_random root = ec_random_new(self->context->seed);
  struct ec_random random = ec_random_split(&root, 1);
  gboolean *drawn = g_new0(gboolean, self->n + 1);
  g_autofree size_t *order = g_new(size_t, self->n + 1);

  ec_random_permutation(&random, order, self->n);
  for (gsize i = 0; i < MIN(self->n, MAX_POINTS); i++) {
    drawn[order[i]] = TRUE;
  }
  return drawn;
}

/* The coordinates of all rows in the picture, with jitter: drawn row by row, so that a point stays
 * where it is whatever its cluster. */
static void
place_points(const EpochSegments *self, double *x, double *y)
{
  const struct ec_random root = ec_random_new(self->context->seed);
  struct ec_random random = ec_random_split(&root, 2);
  double *axes[2] = {x, y};

  for (gsize axis = 0; axis < 2; axis++) {
    const double *scores = ec_matrix_column(&self->scores, axis);
    double low = INFINITY, high = -INFINITY;

    for (gsize i = 0; i < self->n; i++) {
      low = fmin(low, scores[i]);
      high = fmax(high, scores[i]);
    }
    for (gsize i = 0; i < self->n; i++) {
      axes[axis][i] = scores[i] + JITTER * (high - low) * (2 * ec_random_uniform(&random) - 1);
    }
  }
}

/* Adds the points of a cluster; of -1 the noise, of -2 the clusters that are not shown. */
static void
add_points(EpochSegments *self, EpochChartWriter *chart, const char *name, double cluster,
           const gboolean *drawn, const double *x, const double *y)
{
  g_autofree double *own_x = g_new(double, self->n + 1);
  g_autofree double *own_y = g_new(double, self->n + 1);
  EpochChartSeries series = {.name = name, .x = own_x, .y = own_y};

  for (gsize i = 0; i < self->n; i++) {
    double label = self->chosen->labels[i];

    for (gsize c = 0; cluster == -2 && label >= 0 && c < self->n_shown; c++) {
      if (label == (double)self->shown[c]) {
        label = -3;
      }
    }
    if (drawn[i] && (label == cluster || (cluster == -2 && label >= 0))) {
      own_x[series.n] = x[i];
      own_y[series.n++] = y[i];
    }
  }
  if (series.n > 0) {
    epoch_chart_writer_add_series(chart, &series);
  }
}

static char *
summarise_picture(EpochSegments *self)
{
  const struct ec_pca_result *pca = get_pca(self);
  g_autofree char *share = epoch_amount_share(pca->shares[0] + pca->shares[1]);
  g_autofree char *sampled =
      self->n > MAX_POINTS
          ? g_strdup_printf(_(" Of %zu people %d are drawn, by chance."), self->n, MAX_POINTS)
          : g_strdup("");

  return g_strdup_printf(_("The two directions in which people differ most hold %s of all their "
                           "differences; what the others hold is not seen, so clusters that "
                           "overlap here may be apart.%s Points are moved a little, since many "
                           "ticked the same."),
                         share, sampled);
}

/* (transfer full): what there is more, or less, of along a component. */
static char *
tell_end(const EpochSegments *self, gsize component, gboolean upper)
{
  const struct ec_pca_result *pca = get_pca(self);
  g_autoptr(GString) text = g_string_new(NULL);

  for (gsize j = 0; j < pca->n_features; j++) {
    double entry = ec_matrix_get(&pca->components, j, component);
    g_autofree char *word = NULL;

    if (fabs(entry) < WORTH_TELLING) {
      continue;
    }
    word = epoch_segments_word(self, j, (entry > 0) == upper);
    g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", word);
  }
  return g_strdup(text->len > 0 ? text->str : _("a little of many columns"));
}

static void
find_directions(EpochSegments *self)
{
  const struct ec_pca_result *pca = get_pca(self);
  g_autofree char *right = tell_end(self, 0, TRUE);
  g_autofree char *left = tell_end(self, 0, FALSE);
  g_autofree char *first = epoch_amount_share(pca->shares[0]);
  g_autofree char *top = tell_end(self, 1, TRUE);
  g_autofree char *second = epoch_amount_share(pca->shares[1]);

  g_ptr_array_add(self->found,
                  g_strdup_printf(_("In the picture the first component (%s of the differences) "
                                    "runs to the right towards: %s; to the left: %s."),
                                  first, right, left));
  g_ptr_array_add(
      self->found,
      g_strdup_printf(_("The second component (%s) runs upwards towards: %s."), second, top));
}

gboolean
epoch_segments_draw_picture(EpochSegments *self, GError **error)
{
  g_autofree gboolean *drawn = NULL;
  g_autofree double *x = g_new(double, self->n + 1);
  g_autofree double *y = g_new(double, self->n + 1);
  g_autofree char *summary = NULL;
  EpochChartWriter *chart;

  /* A single column has no second direction. */
  if (get_pca(self)->n_components < 2) {
    return TRUE;
  }
  find_directions(self);
  drawn = draw_sample(self);
  place_points(self, x, y);
  summary = summarise_picture(self);
  chart = epoch_chart_writer_new("scatter", _("The clusters in two dimensions"), summary);
  epoch_chart_writer_set_axis(chart, "x", _("First principal component"), NULL);
  epoch_chart_writer_set_axis(chart, "y", _("Second principal component"), NULL);
  for (gsize i = 0; i < self->n_shown; i++) {
    add_points(self, chart, self->words[i].name, (double)self->shown[i], drawn, x, y);
  }
  if (self->chosen->n_clusters > self->n_shown) {
    add_points(self, chart, _("Smaller clusters"), -2, drawn, x, y);
  }
  add_points(self, chart, _("Noise"), -1, drawn, x, y);
  return epoch_chart_writer_write(chart, self->context, "clusters", error);
}

static gboolean
draw_loadings(EpochSegments *self, GError **error)
{
  const struct ec_pca_result *pca = get_pca(self);
  gsize n = pca->n_components;
  g_auto(GStrv) rows = g_new0(char *, pca->n_features + 1);
  g_auto(GStrv) columns = g_new0(char *, n + 1);
  g_autofree double *values = g_new(double, pca->n_features *n + 1);
  static const double range[] = {-1, 1};
  EpochChartWriter *chart = epoch_chart_writer_new(
      "heatmap", _("What the components are made of"),
      _("Each component is a sum of the columns with these weights. Columns with large weights of "
        "the same sign rise together along it, those of the other sign fall."));

  for (gsize j = 0; j < pca->n_features; j++) {
    rows[j] = epoch_segments_label(self, j);
    for (gsize k = 0; k < n; k++) {
      values[j * n + k] = ec_matrix_get(&pca->components, j, k);
    }
  }
  for (gsize k = 0; k < n; k++) {
    columns[k] = g_strdup_printf("%zu", k + 1);
  }
  epoch_chart_writer_set_texts(chart, "columns", (const char *const *)columns, n);
  epoch_chart_writer_set_texts(chart, "rows", (const char *const *)rows, pca->n_features);
  epoch_chart_writer_set_rows(chart, "values", values, pca->n_features, n);
  epoch_chart_writer_set_text(chart, "scale", "diverging");
  epoch_chart_writer_set_numbers(chart, "range", range, 2);
  epoch_chart_writer_set_number(chart, "digits", 2);
  return epoch_chart_writer_write(chart, self->context, "loadings", error);
}

gboolean
epoch_segments_draw_variance(EpochSegments *self, GError **error)
{
  const struct ec_pca_result *pca = get_pca(self);
  gsize n = pca->n_components, needed = 0;
  g_auto(GStrv) names = g_new0(char *, n + 1);
  g_autofree double *shares = g_new(double, n + 1);
  g_autofree char *summary = NULL;
  double sum = 0;
  EpochChartSeries series = {.name = _("Share of the variance"), .y = shares, .n = n};
  EpochChartWriter *chart;

  for (gsize k = 0; k < n; k++) {
    names[k] = g_strdup_printf("%zu", k + 1);
    shares[k] = 100 * pca->shares[k];
    needed += sum < 0.9;
    sum += pca->shares[k];
  }
  summary = g_strdup_printf(ngettext("How much of all differences between people lies along each "
                                     "component. It takes %zu component for 90%%.",
                                     "How much of all differences between people lies along each "
                                     "component. It takes %zu components for 90%%.",
                                     needed),
                            needed);
  chart = epoch_chart_writer_new("bars", _("How much each component tells"), summary);
  epoch_chart_writer_set_axis(chart, "x", _("Component"), NULL);
  epoch_chart_writer_set_axis(chart, "y", _("Share of the variance"), "%");
  epoch_chart_writer_set_texts(chart, "categories", (const char *const *)names, n);
  epoch_chart_writer_add_series(chart, &series);
  return epoch_chart_writer_write(chart, self->context, "variance", error) &&
         draw_loadings(self, error);
}
