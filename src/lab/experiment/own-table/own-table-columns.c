/* Which columns of a learner's own table are learnt from, and what the table looks like. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/epoch-amount.h"
#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "dataset/epoch-table-private.h"
#include "experiment/own-table/own-table-private.h"
#include "explore/epoch-explore-private.h"
#include "explore/summary.h"

/* The longest texts and names of columns, in bytes: what is longer is no category, and charts and
 * forms would have to show it. */
#define MAX_TEXT 10000
#define MAX_NAME 1000

/* Fewer rows than these may be whole numbers in a row by chance. */
#define COUNTED_FROM 20

/* So many columns are compared with each other at most: a heat map of more can not be read. */
#define MAX_COMPARED 30

static gboolean
check_text(const EpochOwnTable *self, size_t column, gsize row, const char *text, GError **error)
{
  const char *name = ec_table_get_name(self->table, column);

  if (strlen(text) <= MAX_TEXT) {
    return TRUE;
  }
  g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_LIMIT,
              _("%s: “%.40s” has a text of %zu bytes in row %zu, but at most %d are taken; is a "
                "closing quote missing?"),
              self->path, name, strlen(text), row + 1, MAX_TEXT);
  return FALSE;
}

gboolean
epoch_own_table_check_texts(const EpochOwnTable *self, GError **error)
{
  for (size_t column = 0; column < ec_table_n_columns(self->table); column++) {
    const char *name = ec_table_get_name(self->table, column);

    if (strlen(name) > MAX_NAME) {
      g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_LIMIT,
                  _("%s: the name of column %zu has %zu bytes, but at most %d are taken; is the "
                    "header missing?"),
                  self->path, column + 1, strlen(name), MAX_NAME);
      return FALSE;
    }
    if (ec_table_get_type(self->table, column) != EC_COLUMN_TEXT) {
      continue;
    }
    for (gsize row = 0; row < self->n_rows; row++) {
      const char *text = ec_table_get_text(self->table, column, row);

      if (text != NULL && !check_text(self, column, row, text, error)) {
        return FALSE;
      }
    }
  }
  return TRUE;
}

/* Whether a column of numbers is called like one that only counts rows. */
static gboolean
is_called_id(const char *name)
{
  static const char *const names[] = {"",       "id",         "index", "idx",  "row",
                                      "row_id", "nr",         "no",    "no.",  "#",
                                      "uuid",   "unnamed: 0", "key",   "rowid"};

  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    if (g_ascii_strcasecmp(name, names[i]) == 0) {
      return TRUE;
    }
  }
  return g_str_has_suffix(name, "_id") || g_str_has_suffix(name, "_ID") ||
         g_str_has_suffix(name, "Id") || g_str_has_suffix(name, "ID");
}

/* Whether a column of numbers only tells rows apart: all values are whole and differ, and they are
 * called so, or they count the rows from 0 or 1. */
static gboolean
is_row_number(const EpochOwnTable *self, size_t column)
{
  const double *values = ec_table_get_numbers(self->table, column);
  gboolean counts = self->n_rows > COUNTED_FROM && (values[0] == 0 || values[0] == 1);
  struct ec_summary summary;

  for (gsize i = 0; i < self->n_rows; i++) {
    if (isnan(values[i]) || values[i] != floor(values[i])) {
      return FALSE;
    }
    counts = counts && values[i] == values[0] + (double)i;
  }
  return counts || (is_called_id(ec_table_get_name(self->table, column)) &&
                    ec_summary_compute(values, self->n_rows, &summary, NULL) == EC_OK &&
                    summary.n_distinct == self->n_rows);
}

/* Whether all values that are there are the same. */
static gboolean
is_constant(const EpochOwnTable *self, size_t column)
{
  const double *numbers = ec_table_get_numbers(self->table, column);
  double first = NAN;

  if (numbers == NULL) {
    return ec_table_n_levels(self->table, column) == 1;
  }
  for (gsize i = 0; i < self->n_rows; i++) {
    if (isnan(first)) {
      first = numbers[i];
    } else if (!isnan(numbers[i]) && numbers[i] != first) {
      return FALSE;
    }
  }
  return TRUE;
}

/* (transfer full) (nullable): why a column is not learnt from. */
static char *
find_fault(const EpochOwnTable *self, size_t column)
{
  const char *name = ec_table_get_name(self->table, column);
  gboolean text = ec_table_get_type(self->table, column) == EC_COLUMN_TEXT;

  if (ec_table_n_missing(self->table, column) == self->n_rows) {
    return g_strdup_printf(_("“%s” has no value in any row and is left out."), name);
  }
  if (is_constant(self, column)) {
    return g_strdup_printf(
        _("“%s” has the same value wherever it has one; it says nothing and is left out."), name);
  }
  if (text && epoch_table_names_rows(self->table, column)) {
    return g_strdup_printf(_("“%s” has %zu different texts: it names rows rather than kinds of "
                             "them, and is left out."),
                           name, ec_table_n_levels(self->table, column));
  }
  if (!text && is_row_number(self, column)) {
    return g_strdup_printf(_("“%s” only numbers the rows and is left out: a model could learn the "
                             "order of the file from it, and nothing that holds elsewhere."),
                           name);
  }
  return NULL;
}

gboolean
epoch_own_table_choose_columns(EpochOwnTable *self, GError **error)
{
  g_autoptr(GStrvBuilder) columns = g_strv_builder_new();
  guint n_before = self->found->len;

  for (size_t column = 0; column < ec_table_n_columns(self->table); column++) {
    const char *name = ec_table_get_name(self->table, column);
    char *fault;

    if (column == self->target) {
      continue;
    }
    if (ec_table_get_type(self->table, column) == EC_COLUMN_TEXT &&
        epoch_table_is_spoilt(self->table, column)) {
      return epoch_table_refuse_spoilt(self->path, name,
                                       _("the other values of the column are numbers"),
                                       &self->context->job, error);
    }
    fault = find_fault(self, column);
    if (fault != NULL) {
      g_ptr_array_add(self->found, fault);
    } else {
      g_strv_builder_add(columns, name);
    }
  }
  self->columns = g_strv_builder_end(columns);
  if (self->columns[0] != NULL) {
    return TRUE;
  }
  g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
              _("%s: there is no column to learn from. %s"), self->path,
              self->found->len > n_before ? (const char *)g_ptr_array_index(self->found, n_before)
                                          : _("The target is the only one."));
  return FALSE;
}

/* The columns that are worth comparing: not empty and no names, for those have a text a row. With
 * more than can be drawn, the first ones; the target is always among them. */
static GArray *
choose_compared(const EpochOwnTable *self, const GArray *all)
{
  GArray *chosen = g_array_new(FALSE, FALSE, sizeof(EpochExploreColumn));

  for (guint i = 0; i < all->len; i++) {
    const EpochExploreColumn *column = &g_array_index(all, EpochExploreColumn, i);
    guint room = self->target == G_MAXSIZE || i >= self->target ? MAX_COMPARED : MAX_COMPARED - 1;

    if (ec_table_n_missing(self->table, column->column) < self->n_rows &&
        (column->is_number || !epoch_table_names_rows(self->table, column->column)) &&
        chosen->len < room) {
      g_array_append_val(chosen, *column);
    }
  }
  return chosen;
}

/* How large the table is, and where it has gaps. */
static void
find_size(EpochOwnTable *self)
{
  size_t n_columns = ec_table_n_columns(self->table), worst = 0, n_with = 0;

  for (size_t column = 0; column < n_columns; column++) {
    size_t n = ec_table_n_missing(self->table, column);

    n_with += n > 0;
    worst = n > ec_table_n_missing(self->table, worst) ? column : worst;
  }
  g_ptr_array_add(self->found, g_strdup_printf(_("The table “%s” has %zu rows and %zu columns."),
                                               self->place, self->n_rows, n_columns));
  if (n_with > 0) {
    g_autofree char *share =
        epoch_amount_share((double)ec_table_n_missing(self->table, worst) / (double)self->n_rows);

    g_ptr_array_add(
        self->found,
        g_strdup_printf(ngettext("%zu column has gaps; most has “%s”, with %s of its values "
                                 "missing.",
                                 "%zu columns have gaps; most has “%s”, with %s of its values "
                                 "missing.",
                                 n_with),
                        n_with, ec_table_get_name(self->table, worst), share));
  }
}

gboolean
epoch_own_table_profile(EpochOwnTable *self, GError **error)
{
  g_autoptr(GArray) columns = epoch_explore_columns_new(self->table, NULL, NULL, error);
  g_autoptr(GArray) compared = NULL;

  if (columns == NULL ||
      !epoch_explore_write_profile(self->context, columns, self->n_rows, self->table, error)) {
    return FALSE;
  }
  find_size(self);
  compared = choose_compared(self, columns);
  if (compared->len < 2) {
    return TRUE;
  }
  if (compared->len == MAX_COMPARED && columns->len > MAX_COMPARED) {
    g_ptr_array_add(self->found,
                    g_strdup_printf(_("Of the columns %d are compared with each other; a picture "
                                      "of all could not be read."),
                                    MAX_COMPARED));
  }
  return epoch_explore_write_strengths(self->context, compared, self->n_rows, FALSE, "together",
                                       error);
}
