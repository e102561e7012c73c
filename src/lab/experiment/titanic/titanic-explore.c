/* Week 2: who survived the Titanic? Groups are counted, columns correlated, and gaps filled; each
 * number with what one may and may not conclude from it. */
#include "config.h"

#include "experiment/titanic/titanic-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "base/epoch-core-error-private.h"
#include "experiment/registry-private.h"
#include "explore/epoch-explore-private.h"
#include "run/epoch-run-files-private.h"

static gboolean
read_table(EpochTitanic *self, GError **error)
{
  EpochRunContext *context = self->context;

  self->table = epoch_table_read_dataset(context->dataset, &context->job, error);
  if (self->table == NULL) {
    return FALSE;
  }
  self->n = ec_table_n_rows(self->table);
  return epoch_explore_column_init(&self->survived, self->table, context->dataset, "survived",
                                   error) &&
         epoch_explore_column_init(&self->age, self->table, context->dataset, "age", error) &&
         epoch_explore_column_init(&self->sex, self->table, context->dataset, "sex", error) &&
         epoch_explore_column_init(&self->class, self->table, context->dataset, "pclass", error);
}

/* Whether the passenger lived: the second of "died" and "survived". */
gboolean
epoch_titanic_has_survived(const EpochTitanic *self, gsize row)
{
  return self->survived.codes[row] == 1;
}

static gboolean
write_table(EpochTitanic *self, GError **error)
{
  static const char *const names[] = {"survived", "pclass", "sex", "age", "sibsp", "parch", NULL};
  g_autoptr(GArray) columns =
      epoch_explore_columns_new(self->table, self->context->dataset, names, error);

  return columns != NULL &&
         epoch_explore_write_profile(self->context, columns, self->n, self->table, error) &&
         epoch_explore_write_strengths(self->context, columns, self->n, FALSE, "together", error);
}

static gboolean
explore(EpochTitanic *self, GError **error)
{
  EpochRunContext *context = self->context;

  epoch_events_progress(context->events, 0, _("Reading the data"));
  if (!read_table(self, error)) {
    return FALSE;
  }
  epoch_events_progress(context->events, 0.2, _("Counting groups"));
  if (!epoch_titanic_group(self, error)) {
    return FALSE;
  }
  epoch_events_progress(context->events, 0.5, _("Filling the ages"));
  return epoch_titanic_fill(self, error) && write_table(self, error) &&
         epoch_run_files_write_reading(context, self->found, error);
}

gboolean
epoch_titanic_explore_run(EpochRunContext *context, GError **error)
{
  EpochTitanic self = {.context = context, .found = g_ptr_array_new_with_free_func(g_free)};
  gboolean well = explore(&self, error);

  if (well && !epoch_run_context_is_stopped(context)) {
    epoch_events_progress(context->events, 1, _("Done"));
  }
  ec_table_free(self.table);
  g_ptr_array_unref(self.found);
  return well;
}
