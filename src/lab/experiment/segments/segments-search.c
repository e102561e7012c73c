/* How many clusters? The elbow of the inertia, and the silhouette of each number. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "experiment/segments/segments-private.h"
#include "model/dbscan.h"
#include "model/kmeans.h"

gsize
epoch_segments_find_bend(const double *x, const double *y, gsize n)
{
  double best = 0;
  gsize bend = 0;

  if (n < 3 || x[n - 1] == x[0] || y[n - 1] == y[0]) {
    return 0;
  }
  for (gsize i = 1; i + 1 < n; i++) {
    /* Both axes are brought to 0 … 1, where the chord is the diagonal. */
    double across = (x[i] - x[0]) / (x[n - 1] - x[0]);
    double up = (y[i] - y[0]) / (y[n - 1] - y[0]);

    if (fabs(across - up) > best) {
      best = fabs(across - up);
      bend = i;
    }
  }
  return bend;
}

static EpochClustering *
get_tried(const EpochSegments *self, gsize i)
{
  return g_ptr_array_index(self->tried, i);
}

gsize
epoch_segments_get_elbow(const EpochSegments *self)
{
  gsize n = self->tried->len, bend;
  g_autofree double *k = g_new(double, n + 1);
  g_autofree double *inertia = g_new(double, n + 1);

  for (gsize i = 0; i < n; i++) {
    k[i] = (double)get_tried(self, i)->n_clusters;
    inertia[i] = get_tried(self, i)->inertia;
  }
  bend = epoch_segments_find_bend(k, inertia, n);
  return n > 0 ? get_tried(self, bend)->n_clusters : 0;
}

gsize
epoch_segments_get_best_silhouette(const EpochSegments *self)
{
  const EpochClustering *best = NULL;

  for (gsize i = 0; i < self->tried->len; i++) {
    const EpochClustering *tried = get_tried(self, i);

    if (!isnan(tried->silhouette) && (best == NULL || tried->silhouette > best->silhouette)) {
      best = tried;
    }
  }
  return best != NULL ? best->n_clusters : 0;
}

static gboolean
write_curve(EpochSegments *self, const char *kind, const char *title, const char *summary,
            const char *label, const double *y, gsize suggested, const char *guide, GError **error)
{
  gsize n = self->tried->len;
  g_autofree double *k = g_new(double, n + 1);
  const EpochChartSeries series = {.name = label, .x = k, .y = y, .n = n};
  double chord_x[2], chord_y[2];
  const EpochChartSeries chord = {
      .name = _("Chord between the ends"), .x = chord_x, .y = chord_y, .n = 2};
  EpochChartWriter *chart = epoch_chart_writer_new("line", title, summary);

  for (gsize i = 0; i < n; i++) {
    k[i] = (double)get_tried(self, i)->n_clusters;
  }
  epoch_chart_writer_set_axis(chart, "x", _("Number of clusters"), NULL);
  epoch_chart_writer_set_axis(chart, "y", label, NULL);
  epoch_chart_writer_add_series(chart, &series);
  if (g_str_equal(kind, "elbow") && n > 2) {
    chord_x[0] = k[0];
    chord_y[0] = y[0];
    chord_x[1] = k[n - 1];
    chord_y[1] = y[n - 1];
    epoch_chart_writer_add_series(chart, &chord);
  }
  if (suggested > 0) {
    epoch_chart_writer_add_guide(chart, "vertical", (double)suggested, guide);
  }
  return epoch_chart_writer_write(chart, self->context, kind, error);
}

static gboolean
draw_elbow(EpochSegments *self, GError **error)
{
  gsize n = self->tried->len, elbow = n > 2 ? epoch_segments_get_elbow(self) : 0;
  g_autofree double *inertia = g_new(double, n + 1);
  g_autofree char *summary =
      elbow > 0 ? g_strdup_printf(_("More clusters always lower the inertia; where one more stops "
                                    "lowering it much is the elbow. By the rule used here, the "
                                    "point farthest from the straight line between the ends, it "
                                    "is at %zu. Try other ends, and it may move: the curve bends "
                                    "softly."),
                                  elbow)
                : g_strdup(_("More clusters always lower the inertia. Three numbers of clusters at "
                             "least are needed for an elbow."));

  for (gsize i = 0; i < n; i++) {
    inertia[i] = get_tried(self, i)->inertia;
  }
  return write_curve(self, "elbow", _("How many clusters? The elbow"), summary, _("Inertia"),
                     inertia, elbow, _("Elbow"), error);
}

static gboolean
draw_silhouettes(EpochSegments *self, GError **error)
{
  gsize n = self->tried->len, best = epoch_segments_get_best_silhouette(self);
  g_autofree double *silhouettes = g_new(double, n + 1);
  g_autofree char *value = NULL;
  g_autofree char *summary = NULL;

  for (gsize i = 0; i < n; i++) {
    silhouettes[i] = get_tried(self, i)->silhouette;
  }
  if (best == 0) {
    return TRUE;
  }
  value = epoch_amount_round(get_tried(self, best - 2)->silhouette, 3);
  summary = g_strdup_printf(_("How much nearer people are to their own cluster than to the next "
                              "one. It is highest for %zu clusters, at %s; below 0.25 the "
                              "structure is weak."),
                            best, value);
  return write_curve(self, "silhouette-by-k", _("How many clusters? The silhouette"), summary,
                     _("Silhouette"), silhouettes, best, _("Highest"), error);
}

/* Whether the two agree that were asked how many there are. */
static void
find_agreement(EpochSegments *self)
{
  gsize elbow = epoch_segments_get_elbow(self), best = epoch_segments_get_best_silhouette(self);
  g_autofree char *value = NULL;

  /* Of a part of the numbers nothing follows. */
  if (self->tried->len < 3 || best == 0 || epoch_run_context_is_stopped(self->context)) {
    return;
  }
  value = epoch_amount_round(get_tried(self, best - 2)->silhouette, 3);
  g_ptr_array_add(
      self->found,
      elbow == best
          ? g_strdup_printf(_("The elbow of the inertia is at %zu clusters, and the silhouette is "
                              "highest there too (%s): a hint that the number is not quite "
                              "arbitrary."),
                            best, value)
          : g_strdup_printf(_("The elbow of the inertia is at %zu clusters, the silhouette is "
                              "highest for %zu (%s). As so often they do not agree: no number is "
                              "the right one."),
                            elbow, best, value));
}

gboolean
epoch_segments_search(EpochSegments *self, double begin, double end, GError **error)
{
  EpochEvents *events = self->context->events;
  gsize most = (gsize)epoch_run_context_get_integer(self->context, "most");
  gsize n_tries;

  /* There must be fewer clusters than rows. */
  most = MIN(most, self->n > 0 ? self->n - 1 : 0);
  n_tries = most > 1 ? most - 1 : 0;
  for (gsize i = 0; i < n_tries; i++) {
    double width = (end - begin) / (double)n_tries;
    struct ec_job job =
        epoch_segments_job(self, begin + width * (double)i, begin + width * (double)(i + 1));
    g_autoptr(GError) cause = NULL;
    g_autofree char *stage = g_strdup_printf(_("%zu clusters"), i + 2);
    EpochClustering *tried;

    epoch_events_progress(events, job.begin, stage);
    tried = epoch_segments_cluster(self, self->table, i + 2, &job, &cause);
    if (tried == NULL && epoch_segments_was_stopped(self, &cause)) {
      break;
    }
    if (tried == NULL) {
      g_propagate_error(error, g_steal_pointer(&cause));
      return FALSE;
    }
    g_ptr_array_add(self->tried, tried);
    epoch_events_metric(events, "inertia", (gint64)i + 2, tried->inertia, "");
    if (!isnan(tried->silhouette)) {
      epoch_events_metric(events, "silhouette", (gint64)i + 2, tried->silhouette, "");
    }
  }
  find_agreement(self);
  return self->tried->len == 0 || (draw_elbow(self, error) && draw_silhouettes(self, error));
}

/* The distance of each row to its k-th nearest, in order, and the reach that its bend suggests. */
static gboolean
find_reach(EpochSegments *self, const struct ec_job *job, GError **error)
{
  gsize min_samples = (gsize)epoch_run_context_get_integer(self->context, "min_samples");
  double asked = epoch_run_context_get_number(self->context, "eps"), bend;
  g_autofree double *distances = g_new(double, self->n + 1);
  g_autofree double *places = g_new(double, self->n + 1);
  g_autofree char *amount = NULL;
  g_autofree char *summary = NULL;
  EpochChartSeries series = {.name = _("Distance"), .x = places, .y = distances, .n = self->n};
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status = ec_dbscan_distances(&self->x, min_samples, job, distances, &core_error);
  EpochChartWriter *chart;

  if (!epoch_core_error_propagate(status, &core_error, NULL, error)) {
    return FALSE;
  }
  for (gsize i = 0; i < self->n; i++) {
    places[i] = (double)i + 1;
  }
  bend = distances[epoch_segments_find_bend(places, distances, self->n)];
  if (bend == 0) {
    bend = distances[self->n - 1];
  }
  self->eps = asked > 0 ? asked : bend;
  if (!(self->eps > 0)) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                _("every row has %zu others that are the same, so that no reach can be found; set "
                  "one, or choose more columns"),
                min_samples - 1);
    return FALSE;
  }
  amount = epoch_amount_round(bend, 3);
  summary = g_strdup_printf(_("How far each person is from the %zu-th nearest, counting from the "
                              "person itself, in ascending order. Where the curve turns upwards, "
                              "at about %s, those who live alone begin: a good reach to try."),
                            min_samples, amount);
  chart = epoch_chart_writer_new("line", _("How far is a neighbour?"), summary);
  epoch_chart_writer_set_axis(chart, "x", _("People in ascending order"), NULL);
  epoch_chart_writer_set_axis(chart, "y", _("Distance"), NULL);
  epoch_chart_writer_add_series(chart, &series);
  epoch_chart_writer_add_guide(chart, "horizontal", self->eps, _("Reach"));
  return epoch_chart_writer_write(chart, self->context, "distances", error);
}

static gsize
choose_k(EpochSegments *self)
{
  const char *choose = epoch_run_context_get_choice(self->context, "choose");

  if (g_str_equal(choose, "own")) {
    return (gsize)epoch_run_context_get_integer(self->context, "k");
  }
  return g_str_equal(choose, "silhouette") ? epoch_segments_get_best_silhouette(self)
                                           : epoch_segments_get_elbow(self);
}

static gboolean
choose(EpochSegments *self, const struct ec_job *job, GError **error)
{
  gboolean is_kmeans = g_str_equal(epoch_run_context_get_choice(self->context, "method"), "kmeans");
  gsize k = is_kmeans ? choose_k(self) : 0;

  if (is_kmeans && k >= 2 && k - 2 < self->tried->len) {
    self->chosen = get_tried(self, k - 2);
    return TRUE;
  }
  if (is_kmeans && k == 0) {
    if (self->tried->len == 0 && !epoch_run_context_is_stopped(self->context)) {
      g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                  ngettext("there is %zu row without gaps, and clusters need three at least",
                           "there are %zu rows without gaps, and clusters need three at least",
                           self->n),
                  self->n);
      return FALSE;
    }
    /* No silhouette was determined: all rows may be the same. */
    self->chosen = self->tried->len > 0 ? get_tried(self, 0) : NULL;
    return TRUE;
  }
  if (!is_kmeans && !find_reach(self, job, error)) {
    return FALSE;
  }
  self->own = self->chosen = epoch_segments_cluster(self, self->table, k, job, error);
  return self->chosen != NULL;
}

/* The inertia at each iteration of the best start of the chosen k-means. */
static gboolean
draw_iterations(EpochSegments *self, GError **error)
{
  const struct ec_kmeans_result *result =
      ec_kmeans_get_result(epoch_pipeline_get_model(self->chosen->pipeline));
  g_autofree double *steps = NULL;
  g_autofree char *summary = NULL;
  EpochChartSeries series = {.name = _("Inertia")};
  EpochChartWriter *chart;

  if (result == NULL || result->n_iterations < 2) {
    return TRUE;
  }
  steps = g_new(double, result->n_iterations);
  for (gsize i = 0; i < result->n_iterations; i++) {
    steps[i] = (double)i + 1;
    epoch_events_metric(self->context->events, "inertia", (gint64)i + 1, result->inertias[i],
                        "train");
  }
  series.x = steps;
  series.y = result->inertias;
  series.n = result->n_iterations;
  summary = g_strdup_printf(_("Each iteration sends every row to its nearest centre and moves each "
                              "centre to the mean of its rows; the inertia can only fall. The best "
                              "of the starts ended after %zu of them."),
                            result->n_iterations);
  chart = epoch_chart_writer_new("line", _("Iteration by iteration"), summary);
  epoch_chart_writer_set_axis(chart, "x", _("Iteration"), NULL);
  epoch_chart_writer_set_axis(chart, "y", _("Inertia"), NULL);
  epoch_chart_writer_add_series(chart, &series);
  return epoch_chart_writer_write(chart, self->context, "iterations", error);
}

/* The clusters that are shown: the largest, in the order of their numbers. */
static void
find_shown(EpochSegments *self)
{
  const EpochClustering *chosen = self->chosen;
  g_autofree gboolean *taken = g_new0(gboolean, chosen->n_clusters + 1);

  self->sizes = g_new0(gsize, chosen->n_clusters + 1);
  for (gsize i = 0; i < self->n; i++) {
    if (chosen->labels[i] >= 0) {
      self->sizes[(gsize)chosen->labels[i]]++;
    }
  }
  for (gsize i = 0; i < MIN(chosen->n_clusters, EPOCH_SEGMENTS_MAX_SHOWN); i++) {
    gsize largest = G_MAXSIZE;

    for (gsize c = 0; c < chosen->n_clusters; c++) {
      if (!taken[c] && (largest == G_MAXSIZE || self->sizes[c] > self->sizes[largest])) {
        largest = c;
      }
    }
    taken[largest] = TRUE;
  }
  for (gsize c = 0; c < chosen->n_clusters; c++) {
    if (taken[c]) {
      self->shown[self->n_shown++] = c;
    }
  }
}

gboolean
epoch_segments_choose(EpochSegments *self, double begin, double end, GError **error)
{
  struct ec_job job = epoch_segments_job(self, begin, end);
  g_autoptr(GError) cause = NULL;

  if (epoch_run_context_is_stopped(self->context)) {
    return TRUE;
  }
  epoch_events_progress(self->context->events, begin, _("Finding the clusters"));
  if (!choose(self, &job, &cause)) {
    if (epoch_segments_was_stopped(self, &cause)) {
      return TRUE;
    }
    g_propagate_error(error, g_steal_pointer(&cause));
    return FALSE;
  }
  if (self->chosen == NULL) {
    return TRUE;
  }
  find_shown(self);
  return draw_iterations(self, error);
}
