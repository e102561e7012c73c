/* The profile of a table's columns: what one looks at first. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>

#include "base/epoch-core-error-private.h"
#include "base/epoch-json-writer.h"
#include "explore/epoch-explore-private.h"
#include "explore/summary.h"

#define N_BINS 24
#define N_TOP 8

/* A text of a column and how often it stands there. */
typedef struct {
  int32_t code;
  gint64 count;
} Frequency;

static int
compare_frequencies(const void *a, const void *b)
{
  const Frequency *x = a, *y = b;

  if (x->count != y->count) {
    return x->count > y->count ? -1 : 1;
  }
  return (x->code > y->code) - (x->code < y->code);
}

static void
write_top(EpochJsonWriter *json, const EpochExploreColumn *column, gsize n,
          const struct ec_table *table)
{
  g_autofree Frequency *levels = g_new0(Frequency, column->n_levels + 1);
  gsize n_distinct = 0;

  for (gsize i = 0; i < column->n_levels; i++) {
    levels[i].code = (int32_t)i;
  }
  for (gsize i = 0; i < n; i++) {
    if (column->codes[i] >= 0) {
      n_distinct += levels[column->codes[i]].count++ == 0;
    }
  }
  qsort(levels, column->n_levels, sizeof *levels, compare_frequencies);
  epoch_json_writer_add_integer(json, "distinct", (gint64)n_distinct);
  epoch_json_writer_name(json, "top");
  epoch_json_writer_begin(json, '[');
  for (gsize i = 0; i < MIN(n_distinct, N_TOP); i++) {
    epoch_json_writer_begin(json, '[');
    epoch_json_writer_string(json, ec_table_get_level(table, column->column, levels[i].code));
    epoch_json_writer_integer(json, levels[i].count);
    epoch_json_writer_end(json, ']');
  }
  epoch_json_writer_end(json, ']');
}

static void
write_histogram(EpochJsonWriter *json, const EpochExploreColumn *column, gsize n,
                const struct ec_summary *summary)
{
  double width = (summary->maximum - summary->minimum) / N_BINS;
  double edges[N_BINS + 1], counts[N_BINS] = {0};

  if (!(width > 0)) {
    return;
  }
  for (guint i = 0; i <= N_BINS; i++) {
    edges[i] = i < N_BINS ? summary->minimum + i * width : summary->maximum;
  }
  for (gsize i = 0; i < n; i++) {
    if (!isnan(column->numbers[i])) {
      double bin = floor((column->numbers[i] - summary->minimum) / width);

      counts[(guint)CLAMP(bin, 0, N_BINS - 1)]++;
    }
  }
  epoch_json_writer_name(json, "histogram");
  epoch_json_writer_begin(json, '{');
  epoch_json_writer_add_numbers(json, "edges", edges, N_BINS + 1);
  epoch_json_writer_add_numbers(json, "counts", counts, N_BINS);
  epoch_json_writer_end(json, '}');
}

static gboolean
write_numbers(EpochJsonWriter *json, const EpochExploreColumn *column, gsize n, GError **error)
{
  struct ec_error core_error = EC_ERROR_INIT;
  struct ec_summary summary;
  ec_status status = ec_summary_compute(column->numbers, n, &summary, &core_error);

  if (!epoch_core_error_propagate(status, &core_error, column->name, error)) {
    return FALSE;
  }
  epoch_json_writer_add_integer(json, "distinct", (gint64)summary.n_distinct);
  if (summary.n > 0) {
    epoch_json_writer_add_number(json, "min", summary.minimum);
    epoch_json_writer_add_number(json, "q1", summary.q1);
    epoch_json_writer_add_number(json, "median", summary.median);
    epoch_json_writer_add_number(json, "q3", summary.q3);
    epoch_json_writer_add_number(json, "max", summary.maximum);
    epoch_json_writer_add_number(json, "mean", summary.mean);
    epoch_json_writer_add_number(json, "sd", summary.deviation);
    write_histogram(json, column, n, &summary);
  }
  return TRUE;
}

gboolean
epoch_explore_write_profile(EpochRunContext *context, const GArray *columns, gsize n,
                            const struct ec_table *table, GError **error)
{
  g_autoptr(GString) text = g_string_new(NULL);
  EpochJsonWriter json;

  epoch_json_writer_init(&json, text);
  epoch_json_writer_begin(&json, '{');
  epoch_json_writer_add_integer(&json, "rows", (gint64)n);
  epoch_json_writer_name(&json, "columns");
  epoch_json_writer_begin(&json, '[');
  for (guint i = 0; i < columns->len; i++) {
    const EpochExploreColumn *column = &g_array_index(columns, EpochExploreColumn, i);

    epoch_json_writer_begin(&json, '{');
    epoch_json_writer_add_string(&json, "name", column->name);
    epoch_json_writer_add_string(&json, "label", column->label);
    epoch_json_writer_add_string(&json, "unit", column->unit);
    epoch_json_writer_add_string(&json, "kind", column->is_number ? "number" : "category");
    epoch_json_writer_add_integer(&json, "missing",
                                  (gint64)ec_table_n_missing(table, column->column));
    if (!column->is_number) {
      write_top(&json, column, n, table);
    } else if (!write_numbers(&json, column, n, error)) {
      return FALSE;
    }
    epoch_json_writer_end(&json, '}');
  }
  epoch_json_writer_end(&json, ']');
  epoch_json_writer_end(&json, '}');
  g_string_append_c(text, '\n');
  return epoch_run_context_write(context, "table", _("The columns"), "table.json", text, error);
}
