/* What a model is fitted on: which rows of the file, which columns, and what is predicted. */
#include "config.h"

#include <glib/gi18n.h>

#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "dataset/epoch-table-private.h"
#include "fit/fit-private.h"

static gboolean
read_table(Fit *self, GError **error)
{
  const EpochFitRequest *request = self->request;
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status;

  self->target_column = G_MAXSIZE;
  self->table =
      epoch_table_read_csv(request->csv, NULL, 0, &self->context->job, &self->sha256, error);
  if (self->table == NULL) {
    return FALSE;
  }
  if (ec_table_n_rows(self->table) < 2) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                _("%s: the table has one row only, and a model needs at least two to learn from"),
                request->csv);
    return FALSE;
  }
  if (request->target == NULL) {
    return TRUE;
  }
  status = ec_table_find_column(self->table, request->target, &self->target_column, &core_error);
  return epoch_core_error_propagate(status, &core_error, request->csv, error);
}

static gboolean
take_target(Fit *self, GError **error)
{
  g_autoptr(EpochTarget) all = NULL;
  const char *place = self->request->csv;

  if (!epoch_model_kind_needs_target(self->kind)) {
    if (self->target_column != G_MAXSIZE) {
      fit_tell(self, g_strdup_printf(_("“%s” is left out: this model learns without a target."),
                                     self->request->target));
    }
    return TRUE;
  }
  if (ec_table_get_type(self->table, self->target_column) == EC_COLUMN_TEXT &&
      (self->tasks & EPOCH_TASK_CLASSIFICATION) == 0) {
    return epoch_table_refuse_spoilt(place, self->request->target,
                                     _("the target of this model must be a column of numbers"),
                                     &self->context->job, error);
  }
  all = epoch_target_new(self->table, self->target_column, self->tasks, place, error);
  if (all == NULL) {
    return FALSE;
  }
  self->train_rows = g_new(size_t, MAX(all->n_rows, 1));
  self->n_train = epoch_target_find_known(all, self->train_rows);
  self->target = epoch_target_select(all, self->train_rows, self->n_train);
  return TRUE;
}

/* The rows to learn from: those of which the target is known. */
static gboolean
take_rows(Fit *self, GError **error)
{
  size_t n_rows = ec_table_n_rows(self->table);
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status;

  if (self->target == NULL) {
    self->n_train = n_rows;
  }
  if (self->n_train < 2) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                _("%s: one row only has a “%s”, and a model needs at least two to learn from"),
                self->request->csv, self->request->target);
    return FALSE;
  }
  if (self->n_train == n_rows) {
    self->train = self->table;
    return TRUE;
  }
  fit_tell(self, g_strdup_printf(ngettext("%zu row has no “%s” and was left out.",
                                          "%zu rows have no “%s” and were left out.",
                                          n_rows - self->n_train),
                                 n_rows - self->n_train, self->request->target));
  status =
      ec_table_select_rows(self->table, self->train_rows, self->n_train, &self->train, &core_error);
  return epoch_core_error_propagate(status, &core_error, self->request->csv, error);
}

/* Decides whether a column is learnt from; %FALSE with @error where it is not what it should be. */
static gboolean
judge_column(Fit *self, size_t column, gboolean *taken, GError **error)
{
  const char *name = ec_table_get_name(self->table, column);
  gboolean text = ec_table_get_type(self->table, column) == EC_COLUMN_TEXT;

  *taken = FALSE;
  if (column == self->target_column) {
    return TRUE;
  }
  if (ec_table_n_missing(self->train, column) == ec_table_n_rows(self->train)) {
    fit_tell(self, g_strdup_printf(_("“%s” has no value in any row and was left out."), name));
    return TRUE;
  }
  if (text && epoch_table_is_spoilt(self->table, column)) {
    return epoch_table_refuse_spoilt(self->request->csv, name,
                                     _("the other values of the column are numbers"),
                                     &self->context->job, error);
  }
  if (text && epoch_table_names_rows(self->train, column)) {
    fit_tell(self, g_strdup_printf(_("“%s” has %zu different texts: it names rows rather than "
                                     "kinds of them, and was left out."),
                                   name, ec_table_n_levels(self->train, column)));
    return TRUE;
  }
  *taken = TRUE;
  return TRUE;
}

/* The columns to learn from: all but the target and those that say nothing. */
static gboolean
take_columns(Fit *self, GError **error)
{
  self->columns = g_array_new(FALSE, FALSE, sizeof(size_t));
  for (size_t column = 0; column < ec_table_n_columns(self->table); column++) {
    gboolean taken = FALSE;

    if (!judge_column(self, column, &taken, error)) {
      return FALSE;
    }
    if (taken) {
      g_array_append_val(self->columns, column);
    }
  }
  if (self->columns->len > 0) {
    return TRUE;
  }
  if (self->target != NULL) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                _("%s: there is no column to predict “%s” from"), self->request->csv,
                self->request->target);
  } else {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                _("%s: there is no column to learn from"), self->request->csv);
  }
  return FALSE;
}

static void
note_classes(Fit *self)
{
  const EpochTarget *target = self->target;

  if (target == NULL || !target->of_numbers || (self->tasks & EPOCH_TASK_REGRESSION) == 0) {
    return;
  }
  fit_tell(self, g_strdup_printf(ngettext("“%s” holds %zu different number, taken for a class; "
                                          "task=regression predicts it as an amount.",
                                          "“%s” holds %zu different numbers, taken for classes; "
                                          "task=regression predicts it as an amount.",
                                          target->n_classes),
                                 target->name, target->n_classes));
}

gboolean
fit_read(Fit *self, GError **error)
{
  if (!read_table(self, error) || !take_target(self, error) || !take_rows(self, error) ||
      !take_columns(self, error)) {
    return FALSE;
  }
  note_classes(self);
  return TRUE;
}
