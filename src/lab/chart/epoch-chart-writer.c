#include "config.h"

#include "chart/epoch-chart-writer-private.h"

#include "base/epoch-json-writer.h"
#include "chart/epoch-chart-writer-raw-private.h"

enum { SERIES, GUIDES, BOXES, CLUSTERS, VARIABLES, VALUES, NODES, ITEMS, N_LISTS };

static const char *const list_names[N_LISTS] = {"series",    "guides", "boxes", "clusters",
                                                "variables", "values", "nodes", "items"};

struct _EpochChartWriter {
  char *title;
  GString *text;
  EpochJsonWriter json;
  GString *lists[N_LISTS];
};

EpochChartWriter *
epoch_chart_writer_new(const char *chart, const char *title, const char *summary)
{
  EpochChartWriter *self = g_new0(EpochChartWriter, 1);

  self->title = g_strdup(title);
  self->text = g_string_new(NULL);
  epoch_json_writer_init(&self->json, self->text);
  epoch_json_writer_begin(&self->json, '{');
  epoch_json_writer_add_string(&self->json, "chart", chart);
  epoch_json_writer_add_string(&self->json, "title", title);
  epoch_json_writer_add_string(&self->json, "summary", summary);
  return self;
}

void
epoch_chart_writer_free(EpochChartWriter *self)
{
  g_free(self->title);
  g_string_free(self->text, TRUE);
  for (guint i = 0; i < N_LISTS; i++) {
    if (self->lists[i] != NULL) {
      g_string_free(self->lists[i], TRUE);
    }
  }
  g_free(self);
}

/* Begins the next member of a list; what is written to @json goes there. */
static void
begin_member(EpochChartWriter *self, guint list, EpochJsonWriter *json)
{
  if (self->lists[list] == NULL) {
    self->lists[list] = g_string_new(NULL);
  } else {
    g_string_append_c(self->lists[list], ',');
  }
  epoch_json_writer_init(json, self->lists[list]);
}

static void
write_axis(EpochJsonWriter *json, const char *axis, const char *label, const char *unit)
{
  epoch_json_writer_name(json, axis);
  epoch_json_writer_begin(json, '{');
  epoch_json_writer_add_string(json, "label", label);
  if (unit != NULL && *unit != '\0') {
    epoch_json_writer_add_string(json, "unit", unit);
  }
}

void
epoch_chart_writer_set_axis(EpochChartWriter *self, const char *axis, const char *label,
                            const char *unit)
{
  write_axis(&self->json, axis, label, unit);
  epoch_json_writer_end(&self->json, '}');
}

void
epoch_chart_writer_set_axis_range(EpochChartWriter *self, const char *axis, const char *label,
                                  const char *unit, double low, double high)
{
  const double range[2] = {low, high};

  write_axis(&self->json, axis, label, unit);
  epoch_json_writer_add_numbers(&self->json, "range", range, 2);
  epoch_json_writer_end(&self->json, '}');
}

static void
add_numbers(EpochJsonWriter *json, const char *name, const double *values, gsize n)
{
  if (values != NULL) {
    epoch_json_writer_add_numbers(json, name, values, n);
  }
}

static void
add_truth(EpochJsonWriter *json, const char *name, gboolean value)
{
  if (value) {
    epoch_json_writer_name(json, name);
    epoch_json_writer_boolean(json, TRUE);
  }
}

void
epoch_chart_writer_add_series(EpochChartWriter *self, const EpochChartSeries *series)
{
  EpochJsonWriter json;

  begin_member(self, SERIES, &json);
  epoch_json_writer_begin(&json, '{');
  epoch_json_writer_add_string(&json, "name", series->name);
  add_numbers(&json, "x", series->x, series->n);
  add_numbers(&json, "y", series->y, series->n);
  add_numbers(&json, "lower", series->lower, series->n);
  add_numbers(&json, "upper", series->upper, series->n);
  if (series->labels != NULL) {
    epoch_json_writer_add_strings(&json, "labels", series->labels, series->n);
  }
  add_truth(&json, "steps", series->steps);
  add_truth(&json, "line", series->line);
  add_truth(&json, "undirected", series->undirected);
  epoch_json_writer_end(&json, '}');
}

void
epoch_chart_writer_add_guide(EpochChartWriter *self, const char *type, double value,
                             const char *label)
{
  EpochJsonWriter json;

  begin_member(self, GUIDES, &json);
  epoch_json_writer_begin(&json, '{');
  epoch_json_writer_add_string(&json, "type", type);
  epoch_json_writer_add_number(&json, "value", value);
  if (label != NULL) {
    epoch_json_writer_add_string(&json, "label", label);
  }
  epoch_json_writer_end(&json, '}');
}

void
epoch_chart_writer_set_texts(EpochChartWriter *self, const char *member, const char *const *texts,
                             gsize n)
{
  epoch_json_writer_add_strings(&self->json, member, texts, n);
}

void
epoch_chart_writer_set_numbers(EpochChartWriter *self, const char *member, const double *numbers,
                               gsize n)
{
  epoch_json_writer_add_numbers(&self->json, member, numbers, n);
}

void
epoch_chart_writer_set_boolean(EpochChartWriter *self, const char *member, gboolean value)
{
  epoch_json_writer_name(&self->json, member);
  epoch_json_writer_boolean(&self->json, value);
}

void
epoch_chart_writer_set_number(EpochChartWriter *self, const char *member, double value)
{
  epoch_json_writer_add_number(&self->json, member, value);
}

void
epoch_chart_writer_set_text(EpochChartWriter *self, const char *member, const char *text)
{
  epoch_json_writer_add_string(&self->json, member, text);
}

/* A list of @n numbers without a name. */
static void
write_list(EpochJsonWriter *json, const double *values, gsize n)
{
  epoch_json_writer_begin(json, '[');
  for (gsize i = 0; i < n; i++) {
    epoch_json_writer_number(json, values[i]);
  }
  epoch_json_writer_end(json, ']');
}

static void
write_rows(EpochJsonWriter *json, const char *member, const double *values, gsize n_rows,
           gsize n_columns)
{
  epoch_json_writer_name(json, member);
  epoch_json_writer_begin(json, '[');
  for (gsize i = 0; i < n_rows; i++) {
    write_list(json, values + i * n_columns, n_columns);
  }
  epoch_json_writer_end(json, ']');
}

void
epoch_chart_writer_set_rows(EpochChartWriter *self, const char *member, const double *values,
                            gsize n_rows, gsize n_columns)
{
  write_rows(&self->json, member, values, n_rows, n_columns);
}

void
epoch_chart_writer_set_grid(EpochChartWriter *self, const double *x, gsize n_x, const double *y,
                            gsize n_y, const double *values)
{
  epoch_json_writer_name(&self->json, "grid");
  epoch_json_writer_begin(&self->json, '{');
  epoch_json_writer_add_numbers(&self->json, "x", x, n_x);
  epoch_json_writer_add_numbers(&self->json, "y", y, n_y);
  write_rows(&self->json, "values", values, n_y, n_x);
  epoch_json_writer_end(&self->json, '}');
}

void
epoch_chart_writer_add_variable(EpochChartWriter *self, const char *label, const char *unit,
                                const double *values, gsize n)
{
  EpochJsonWriter json;

  begin_member(self, VARIABLES, &json);
  epoch_json_writer_begin(&json, '{');
  epoch_json_writer_add_string(&json, "label", label);
  if (unit != NULL && *unit != '\0') {
    epoch_json_writer_add_string(&json, "unit", unit);
  }
  epoch_json_writer_end(&json, '}');
  begin_member(self, VALUES, &json);
  write_list(&json, values, n);
}

void
epoch_chart_writer_add_node(EpochChartWriter *self, const EpochChartNode *node)
{
  EpochJsonWriter json;

  begin_member(self, NODES, &json);
  epoch_json_writer_begin(&json, '{');
  epoch_json_writer_add_string(&json, "text", node->text);
  epoch_json_writer_add_integer(&json, "n", node->n);
  if (node->value != NULL) {
    epoch_json_writer_add_string(&json, "value", node->value);
  }
  add_numbers(&json, "shares", node->shares, node->n_shares);
  if (node->left >= 0) {
    const double children[2] = {node->left, node->right};
    const char *const edges[2] = {node->left_text, node->right_text};

    epoch_json_writer_add_numbers(&json, "children", children, 2);
    if (node->left_text != NULL && node->right_text != NULL) {
      epoch_json_writer_add_strings(&json, "edges", edges, 2);
    }
  }
  epoch_json_writer_end(&json, '}');
}

void
epoch_chart_writer_add_raw(EpochChartWriter *self, const char *list, const char *member)
{
  EpochJsonWriter json;

  for (guint i = 0; i < N_LISTS; i++) {
    if (g_str_equal(list_names[i], list)) {
      begin_member(self, i, &json);
      epoch_json_writer_raw(&json, member);
    }
  }
}

GString *
epoch_chart_writer_end(EpochChartWriter *self)
{
  GString *text;

  for (guint i = 0; i < N_LISTS; i++) {
    if (self->lists[i] != NULL) {
      epoch_json_writer_name(&self->json, list_names[i]);
      g_string_append_c(self->text, '[');
      g_string_append_len(self->text, self->lists[i]->str, (gssize)self->lists[i]->len);
      g_string_append_c(self->text, ']');
      self->json.comma = TRUE;
    }
  }
  epoch_json_writer_end(&self->json, '}');
  g_string_append_c(self->text, '\n');
  text = g_string_new_len(self->text->str, (gssize)self->text->len);
  epoch_chart_writer_free(self);
  return text;
}

gboolean
epoch_chart_writer_write(EpochChartWriter *self, EpochRunContext *context, const char *kind,
                         GError **error)
{
  g_autofree char *file = g_strconcat(kind, ".json", NULL);
  g_autofree char *title = g_strdup(self->title);
  g_autoptr(GString) text = epoch_chart_writer_end(self);

  return epoch_run_context_write(context, kind, title, file, text, error);
}
