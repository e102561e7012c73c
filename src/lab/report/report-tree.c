/* A tree as a drawing: each question in the units of the table, each node with what it would
 * say. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "chart/epoch-chart-writer-private.h"
#include "report/epoch-report-charts-private.h"

#define MAX_LISTED 3 /* categories that are named in a question */

typedef struct {
  const EpochPipeline *pipeline;
  const struct ec_tree_ensemble *ensemble;
  const struct ec_tree *tree;
  EpochDataset *card;
  gsize max_depth;
  EpochChartWriter *chart;
  int *number; /* of each node in the drawing; −1: it is left out */
  gsize *depth;
} Drawing;

/* The question at a split of categories: “Contract is Two year, One year”. */
static char *
ask_category(const Drawing *self, gsize node, const char *name)
{
  const uint32_t *set = self->tree->categories +
                        (size_t)self->tree->category_set[node] * self->tree->n_category_words;
  g_autoptr(GString) text = g_string_new(NULL);
  gsize n_left = 0;

  for (gsize code = 0; code < 32 * self->tree->n_category_words; code++) {
    const char *level =
        epoch_pipeline_get_level(self->pipeline, (gsize)self->tree->feature[node], code);

    if (level == NULL || (set[code / 32] >> (code % 32) & 1) == 0) {
      continue;
    }
    if (n_left < MAX_LISTED) {
      g_string_append_printf(text, "%s%s", n_left > 0 ? ", " : "", level);
    }
    n_left++;
  }
  if (n_left > MAX_LISTED) {
    g_string_append_printf(text, " +%zu", n_left - MAX_LISTED);
  }
  /* Translators: a question of a decision tree, as in “Class is 1st, 2nd” */
  return g_strdup_printf(_("%s is %s"), name, text->str);
}

static char *
ask(const Drawing *self, gsize node)
{
  gsize feature = (gsize)self->tree->feature[node];
  g_autofree char *name =
      epoch_report_name_feature(epoch_pipeline_get_feature(self->pipeline, feature), self->card);
  g_autofree char *number = NULL;
  double threshold;

  if (self->tree->category_set != NULL && self->tree->category_set[node] != EC_TREE_LEAF) {
    return ask_category(self, node, name);
  }
  threshold = epoch_pipeline_unscale(self->pipeline, feature, self->tree->threshold[node]);
  number = epoch_amount_trim(threshold, 4);
  return g_strdup_printf("%s ≤ %s", name, number);
}

/* What the node would say, and the share of each class where it is one of shares. */
static char *
say(const Drawing *self, gsize node, const double **shares)
{
  gsize n = self->tree->n_outputs, most = 0;
  const double *values = self->tree->values + node * n;
  gboolean is_shares =
      self->ensemble->outputs == NULL && n > 1 && n == epoch_pipeline_n_classes(self->pipeline);
  g_autofree char *share = NULL;

  *shares = NULL;
  if (!is_shares) {
    return epoch_amount_round(values[0], 3);
  }
  *shares = values;
  for (gsize k = 1; k < n; k++) {
    most = values[k] > values[most] ? k : most;
  }
  share = epoch_amount_percent(values[most]);
  return g_strconcat(epoch_pipeline_get_classes(self->pipeline)[most], " ", share, NULL);
}

/* Numbers the nodes that are drawn; children come after their parent. */
static void
number_nodes(Drawing *self)
{
  int next = 1;

  for (gsize node = 0; node < self->tree->n_nodes; node++) {
    self->number[node] = node == 0 ? 0 : -1;
  }
  for (gsize node = 0; node < self->tree->n_nodes; node++) {
    if (self->number[node] < 0 || self->tree->feature[node] == EC_TREE_LEAF ||
        (self->max_depth > 0 && self->depth[node] >= self->max_depth)) {
      continue;
    }
    self->number[self->tree->left[node]] = next++;
    self->number[self->tree->right[node]] = next++;
    self->depth[self->tree->left[node]] = self->depth[self->tree->right[node]] =
        self->depth[node] + 1;
  }
}

static void
draw_node(Drawing *self, gsize node)
{
  gboolean asks =
      self->tree->feature[node] != EC_TREE_LEAF && self->number[self->tree->left[node]] >= 0;
  const double *shares = NULL;
  g_autofree char *value = say(self, node, &shares);
  g_autofree char *question = asks ? ask(self, node) : NULL;
  const EpochChartNode drawn = {
      .text = asks ? question : value,
      .n = (gint64)llround(self->tree->cover[node]),
      .value = value,
      .shares = shares,
      .n_shares = shares != NULL ? self->tree->n_outputs : 0,
      .left = asks ? self->number[self->tree->left[node]] : -1,
      .right = asks ? self->number[self->tree->right[node]] : -1,
      .left_text = C_("branch of a tree", "yes"),
      .right_text = C_("branch of a tree", "no"),
  };

  epoch_chart_writer_add_node(self->chart, &drawn);
}

/* The nodes in the order of their numbers, which is not that of the tree. */
static void
draw_all(Drawing *self)
{
  g_autofree gsize *order = g_new(gsize, self->tree->n_nodes);
  gsize n = 0;

  for (gsize node = 0; node < self->tree->n_nodes; node++) {
    if (self->number[node] >= 0) {
      order[self->number[node]] = node;
      n++;
    }
  }
  for (gsize i = 0; i < n; i++) {
    draw_node(self, order[i]);
  }
}

gboolean
epoch_report_write_tree(const EpochPipeline *pipeline, const struct ec_tree_ensemble *ensemble,
                        gsize tree, gsize max_depth, EpochDataset *card, EpochRunContext *context,
                        const char *kind, GError **error)
{
  const struct ec_tree *drawn = &ensemble->trees[tree];
  g_autofree int *number = g_new(int, drawn->n_nodes);
  g_autofree gsize *depth = g_new0(gsize, drawn->n_nodes);
  Drawing self = {.pipeline = pipeline,
                  .ensemble = ensemble,
                  .tree = drawn,
                  .card = card,
                  .max_depth = max_depth,
                  .number = number,
                  .depth = depth};
  gsize n_leaves = (drawn->n_nodes + 1) / 2;
  g_autofree char *summary = g_strdup_printf(
      ngettext("A row goes from the top to a leaf by its answers. The tree has %zu leaf.",
               "A row goes from the top to a leaf by its answers. The tree has %zu leaves.",
               n_leaves),
      n_leaves);

  self.chart = epoch_chart_writer_new("tree", _("The tree"), summary);
  if (epoch_pipeline_n_classes(pipeline) > 0) {
    epoch_chart_writer_set_texts(self.chart, "classes", epoch_pipeline_get_classes(pipeline),
                                 epoch_pipeline_n_classes(pipeline));
  }
  number_nodes(&self);
  draw_all(&self);
  return epoch_chart_writer_write(self.chart, context, kind, error);
}
