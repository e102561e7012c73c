/* What a model says of a row that somebody made up, and what moved it. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "base/number.h"
#include "model/tree-ensemble.h"
#include "play/predictor-private.h"
#include "report/epoch-explain-private.h"
#include "report/explain-private.h"

typedef struct ec_table Table;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Table, ec_table_free)

void
epoch_prediction_free(EpochPrediction *self)
{
  if (self != NULL) {
    g_free(self->probabilities);
    g_free(self->contributions);
    g_free(self);
  }
}

static gboolean
parse(EpochPredictor *self, gsize column, const char *text, double *number, GError **error)
{
  *number = NAN;
  if (*text == '\0' || ec_number_parse(text, strlen(text), number)) {
    return TRUE;
  }
  g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
              _("“%s” takes a number such as 6.5, not “%s”."), self->names[column], text);
  return FALSE;
}

static gboolean
check_choice(EpochPredictor *self, gsize column, const char *text, GError **error)
{
  const char *const *levels = epoch_pipeline_get_levels(self->pipeline, column);

  if (*text == '\0' || g_strv_contains(levels, text)) {
    return TRUE;
  }
  g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
              _("“%s” has no category “%s” in the rows that the model learnt from."),
              self->names[column], text);
  return FALSE;
}

/* The value of a column in a row of the table to predict: the rows after the first are the first
 * with one value each replaced by the typical one. */
static const char *
value_of(EpochPredictor *self, const char *const *values, gsize row, gsize column)
{
  return row == column + 1 ? self->typical[column] : values[column];
}

static ec_status
add_column(EpochPredictor *self, struct ec_table *table, const char *const *values, gsize column,
           struct ec_error *error)
{
  const char *name = epoch_pipeline_get_columns(self->pipeline)[column];
  gsize n_rows = ec_table_n_rows(table);
  g_autofree double *numbers = g_new0(double, n_rows);
  g_autofree const char **texts = g_new0(const char *, n_rows);
  gboolean is_text = epoch_pipeline_get_levels(self->pipeline, column) != NULL;

  for (gsize i = 0; i < n_rows; i++) {
    const char *value = value_of(self, values, i, column);

    texts[i] = *value != '\0' ? value : NULL;
    if (!ec_number_parse(value, strlen(value), &numbers[i])) {
      numbers[i] = NAN;
    }
  }
  return is_text ? ec_table_add_text(table, name, texts, error)
                 : ec_table_add_numbers(table, name, numbers, error);
}

static struct ec_table *
make_table(EpochPredictor *self, const char *const *values, gsize n_rows, GError **error)
{
  struct ec_error core_error = EC_ERROR_INIT;
  struct ec_table *made = NULL;
  ec_status status;
  g_autoptr(Table) table = NULL;

  for (gsize i = 0; i < self->n_columns; i++) {
    double number;

    if (epoch_pipeline_get_levels(self->pipeline, i) != NULL
            ? !check_choice(self, i, values[i], error)
            : !parse(self, i, values[i], &number, error)) {
      return NULL;
    }
  }
  status = ec_table_new(n_rows, &made, &core_error);
  table = made;
  for (gsize i = 0; i < self->n_columns && status == EC_OK; i++) {
    status = add_column(self, table, values, i, &core_error);
  }
  return epoch_core_error_propagate(status, &core_error, NULL, error) ? g_steal_pointer(&table)
                                                                      : NULL;
}

/* What the model says of the only row of a table. */
static gboolean
answer(EpochPredictor *self, const struct ec_table *table, EpochPrediction *it, GError **error)
{
  struct ec_matrix shares = EC_MATRIX_INIT;
  gboolean well;

  it->n_classes = epoch_pipeline_n_classes(self->pipeline);
  it->amount = NAN;
  if (it->n_classes == 0) {
    return epoch_pipeline_predict(self->pipeline, table, NULL, NULL, &it->amount, error);
  }
  well = epoch_pipeline_predict_probabilities(self->pipeline, table, NULL, NULL, &shares, error);
  if (well) {
    it->probabilities = g_new(double, it->n_classes);
    for (gsize k = 0; k < it->n_classes; k++) {
      it->probabilities[k] = ec_matrix_get(&shares, 0, k);
      it->said = it->probabilities[k] > it->probabilities[it->said] ? k : it->said;
    }
    /* Of two classes always the same one is spoken of, so that bars do not turn round. */
    it->spoken_of = it->n_classes == 2 ? 1 : it->said;
  }
  ec_matrix_clear(&shares);
  return well;
}

static gboolean
explain_trees(EpochPredictor *self, const struct ec_table *table, EpochPrediction *it,
              GError **error)
{
  g_auto(EpochReasons) reasons = {0};

  if (!epoch_explain_shapley(self->pipeline, table, 0, it->spoken_of, NULL, &reasons, error)) {
    return FALSE;
  }
  it->reasons = EPOCH_PREDICTOR_SHAPLEY;
  it->log_odds = reasons.log_odds;
  it->contributions = g_steal_pointer(&reasons.contributions);
  return TRUE;
}

/* The coefficient of what the model sees, for the class that is spoken of: of more than two against
 * the average of all classes, as adding the same to all of them changes nothing. */
static double
get_coefficient(const EpochPipeline *pipeline, gsize feature, gsize class_)
{
  gsize n_rows = epoch_pipeline_n_coefficient_rows(pipeline);
  double mean = 0;

  if (n_rows == 1) {
    return epoch_pipeline_get_class_coefficient(pipeline, 0, feature);
  }
  for (gsize k = 0; k < n_rows; k++) {
    mean += epoch_pipeline_get_class_coefficient(pipeline, k, feature) / (double)n_rows;
  }
  return epoch_pipeline_get_class_coefficient(pipeline, class_, feature) - mean;
}

static gboolean
explain_terms(EpochPredictor *self, const struct ec_table *table, EpochPrediction *it,
              GError **error)
{
  gsize n = epoch_pipeline_n_features(self->pipeline);
  g_autofree double *terms = g_new0(double, n + 1);
  struct ec_matrix x = EC_MATRIX_INIT;

  if (!epoch_pipeline_prepare(self->pipeline, table, NULL, &x, error)) {
    return FALSE;
  }
  for (gsize j = 0; j < n; j++) {
    double scale = epoch_pipeline_get_feature(self->pipeline, j)->scale;

    terms[j] = get_coefficient(self->pipeline, j, it->spoken_of) * scale * ec_matrix_get(&x, 0, j);
  }
  ec_matrix_clear(&x);
  it->reasons = EPOCH_PREDICTOR_TERMS;
  it->log_odds = it->n_classes > 0;
  it->contributions = g_new0(double, self->n_columns + 1);
  explain_add_up(self->pipeline, terms, it->contributions);
  return TRUE;
}

static gboolean
explain_replaced(EpochPredictor *self, const char *const *values, EpochPrediction *it,
                 GError **error)
{
  gsize n_rows = self->n_columns + 1;
  g_autoptr(Table) table = make_table(self, values, n_rows, error);
  g_autofree double *amounts = g_new0(double, n_rows);
  struct ec_matrix shares = EC_MATRIX_INIT;
  gboolean well = table != NULL;

  if (well && it->n_classes == 0) {
    well = epoch_pipeline_predict(self->pipeline, table, NULL, NULL, amounts, error);
  } else if (well) {
    well = epoch_pipeline_predict_probabilities(self->pipeline, table, NULL, NULL, &shares, error);
    for (gsize i = 0; i < n_rows && well; i++) {
      amounts[i] = ec_matrix_get(&shares, i, it->spoken_of);
    }
  }
  ec_matrix_clear(&shares);
  if (!well) {
    return FALSE;
  }
  it->reasons = EPOCH_PREDICTOR_REPLACED;
  it->contributions = g_new0(double, n_rows);
  for (gsize i = 0; i < self->n_columns; i++) {
    it->contributions[i] = amounts[0] - amounts[i + 1];
  }
  return TRUE;
}

static gboolean
explain(EpochPredictor *self, const struct ec_table *table, const char *const *values,
        EpochPrediction *it, GError **error)
{
  struct ec_tree_ensemble ensemble;

  it->n_columns = self->n_columns;
  if (ec_model_get_trees(epoch_pipeline_get_model(self->pipeline), &ensemble)) {
    return explain_trees(self, table, it, error);
  }
  if (epoch_pipeline_n_coefficient_rows(self->pipeline) > 0) {
    return explain_terms(self, table, it, error);
  }
  return explain_replaced(self, values, it, error);
}

EpochPrediction *
epoch_predictor_predict(EpochPredictor *self, const char *const *values, GError **error)
{
  g_autoptr(EpochPrediction) it = g_new0(EpochPrediction, 1);
  g_autoptr(Table) table = NULL;

  g_return_val_if_fail(self != NULL && values != NULL, NULL);
  g_return_val_if_fail(g_strv_length((char **)values) == self->n_columns, NULL);
  table = make_table(self, values, 1, error);
  if (table == NULL || !answer(self, table, it, error) ||
      !explain(self, table, values, it, error)) {
    return NULL;
  }
  return g_steal_pointer(&it);
}

typedef struct {
  EpochPredictor *predictor;
  char **values;
} Asking;

static void
asking_free(gpointer data)
{
  Asking *asking = data;

  epoch_predictor_unref(asking->predictor);
  g_strfreev(asking->values);
  g_free(asking);
}

static void
predict_in_thread(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Asking *asking = data;
  GError *error = NULL;
  EpochPrediction *it =
      epoch_predictor_predict(asking->predictor, (const char *const *)asking->values, &error);

  if (it != NULL) {
    g_task_return_pointer(task, it, (GDestroyNotify)epoch_prediction_free);
  } else {
    g_task_return_error(task, error);
  }
}

void
epoch_predictor_predict_async(EpochPredictor *self, const char *const *values,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new(NULL, cancellable, callback, user_data);
  Asking *asking = g_new0(Asking, 1);

  asking->predictor = epoch_predictor_ref(self);
  asking->values = g_strdupv((char **)values);
  g_task_set_source_tag(task, epoch_predictor_predict_async);
  g_task_set_task_data(task, asking, asking_free);
  g_task_run_in_thread(task, predict_in_thread);
}

EpochPrediction *
epoch_predictor_predict_finish(GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, NULL), NULL);
  return g_task_propagate_pointer(G_TASK(result), error);
}
