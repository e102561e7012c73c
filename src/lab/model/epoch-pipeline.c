#include "config.h"

#include "model/epoch-pipeline-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/epoch-error.h"
#include "model/pipeline-private.h"
#include "model/preparation-private.h"

void
epoch_pipeline_free(EpochPipeline *self)
{
  g_clear_pointer(&self->preparation, epoch_preparation_free);
  ec_model_free(self->model);
  g_free(self->target);
  g_strfreev(self->classes);
  g_free(self->features);
  g_free(self->intercepts);
  g_free(self->coefficients);
  g_strfreev(self->settings);
  g_strfreev(self->notes);
  g_free(self);
}

/* (nullable): the category at the end of the name of a column of 0 and 1, "column=category". */
static const char *
find_category(const EpochPipeline *self, const char *name, gsize source)
{
  const char *column = epoch_preparation_get_columns(self->preparation)[source];
  gsize length = strlen(column);

  return epoch_pipeline_is_one_hot(self, source, NULL) && g_str_has_prefix(name, column) &&
                 name[length] == '='
             ? name + length + 1
             : NULL;
}

static void
take_features(EpochPipeline *self)
{
  const char *const *names = epoch_preparation_get_names(self->preparation);
  const double *centres = epoch_preparation_get_centres(self->preparation);
  const double *scales = epoch_preparation_get_scales(self->preparation);

  self->n_features = epoch_preparation_n_features(self->preparation);
  self->features = g_new0(EpochFeature, MAX(self->n_features, 1));
  for (gsize j = 0; j < self->n_features; j++) {
    const EpochPreparedFeature *prepared = epoch_preparation_get_feature(self->preparation, j);
    gsize source = preparation_feature_source(self->preparation, j);

    self->features[j] = (EpochFeature){
        .name = names[j],
        .category = find_category(self, names[j], source),
        .source = source,
        .centre = centres != NULL ? centres[j] : 0,
        .scale = scales != NULL ? scales[j] : 1,
        .coefficient = NAN,
        .error = NAN,
        .spread = prepared != NULL ? prepared->spread : NAN,
        .constant = prepared != NULL && prepared->constant,
        .n_filled = prepared != NULL ? prepared->n_filled : 0,
        .fill = epoch_preparation_get_fill(self->preparation, j),
    };
  }
}

EpochPipeline *
pipeline_new(const EpochModelKind *kind, EpochTask task, const char *target, char **classes,
             EpochPreparation *preparation, struct ec_model *model)
{
  EpochPipeline *self = g_new0(EpochPipeline, 1);

  self->kind = kind;
  self->task = task;
  self->target = g_strdup(target);
  self->classes = g_strdupv(classes);
  self->n_classes = g_strv_length(classes);
  self->preparation = preparation;
  self->model = model;
  self->settings = g_new0(char *, 1);
  self->notes = g_new0(char *, 1);
  take_features(self);
  pipeline_take_coefficients(self);
  return self;
}

static gboolean
check_rows(const struct ec_table *train, gsize n_columns, const EpochTarget *target,
           const char *place, GError **error)
{
  const char *colon = place != NULL ? ": " : "";

  if (target != NULL && target->n_rows != ec_table_n_rows(train)) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "%s%sthere are %zu rows, but %zu targets", place != NULL ? place : "", colon,
                ec_table_n_rows(train), target->n_rows);
    return FALSE;
  }
  if (n_columns == 0) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                _("%s%sthere is no column to learn from"), place != NULL ? place : "", colon);
    return FALSE;
  }
  return TRUE;
}

/* Columns of text that never vary become no feature, and numbers that never vary say nothing. */
static gboolean
check_features(const EpochPreparation *preparation, const char *place, GError **error)
{
  for (gsize j = 0; j < epoch_preparation_n_features(preparation); j++) {
    if (!epoch_preparation_get_feature(preparation, j)->constant) {
      return TRUE;
    }
  }
  g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
              _("%s%severy column is the same in all training rows, so there is nothing to learn "
                "from"),
              place != NULL ? place : "", place != NULL ? ": " : "");
  return FALSE;
}

static struct ec_model *
fit_model(const EpochRecipe *recipe, const EpochPreparation *preparation, const struct ec_matrix *x,
          const EpochTarget *target, const struct ec_job *job, const char *place, GError **error)
{
  const struct ec_data data = {
      .x = *x,
      .y = target != NULL ? target->y : NULL,
      .names = epoch_preparation_get_names(preparation),
      .n_classes = target != NULL ? target->n_classes : 0,
      .categorical = epoch_preparation_get_categorical(preparation),
  };
  const EpochModelRequest request = epoch_recipe_get_request(recipe);
  struct ec_error core_error = EC_ERROR_INIT;
  struct ec_model *model = NULL;
  ec_status status = epoch_recipe_get_kind(recipe)->create(&request, &model, &core_error);

  if (status == EC_OK) {
    status = ec_model_fit(model, &data, job, &core_error);
  }
  if (!preparation_propagate(status, &core_error, place, error)) {
    ec_model_free(model);
    return NULL;
  }
  return model;
}

EpochPipeline *
epoch_pipeline_fit(const EpochRecipe *recipe, const struct ec_table *train, const size_t *columns,
                   gsize n_columns, const EpochTarget *target, const struct ec_job *job,
                   const char *place, GError **error)
{
  g_autoptr(EpochPreparation) preparation = NULL;
  struct ec_matrix x = EC_MATRIX_INIT;
  static char *no_classes[] = {NULL};
  struct ec_model *model = NULL;
  EpochPipeline *self;

  if (!check_rows(train, n_columns, target, place, error)) {
    return NULL;
  }
  preparation = epoch_preparation_fit(recipe, train, columns, n_columns, &x, place, error);
  if (preparation != NULL && check_features(preparation, place, error)) {
    model = fit_model(recipe, preparation, &x, target, job, place, error);
  }
  ec_matrix_clear(&x);
  if (model == NULL) {
    return NULL;
  }
  self = pipeline_new(epoch_recipe_get_kind(recipe), epoch_recipe_get_task(recipe),
                      target != NULL ? target->name : "",
                      target != NULL ? target->classes : no_classes, g_steal_pointer(&preparation),
                      model);
  self->seed = epoch_recipe_get_seed(recipe);
  g_strfreev(self->settings);
  self->settings = epoch_recipe_dup_settings(recipe);
  self->class_numbers = target != NULL && target->of_numbers;
  if (epoch_recipe_has(recipe, "intercept")) {
    self->has_intercept = epoch_values_get_boolean(epoch_recipe_get_values(recipe), "intercept");
  }
  pipeline_take_notes(self, recipe, train, columns);
  return self;
}

gboolean
epoch_pipeline_prepare(const EpochPipeline *self, const struct ec_table *table, const char *place,
                       struct ec_matrix *x, GError **error)
{
  return epoch_preparation_apply(self->preparation, table, x, place, error);
}

static gboolean
predict_matrix(const EpochPipeline *self, const struct ec_matrix *x, const struct ec_job *job,
               const char *place, double *predictions, GError **error)
{
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status = ec_model_predict(self->model, x, job, predictions, &core_error);

  return preparation_propagate(status, &core_error, place, error);
}

gboolean
epoch_pipeline_predict_matrix(const EpochPipeline *self, const struct ec_matrix *x,
                              const struct ec_job *job, double *predictions, GError **error)
{
  return predict_matrix(self, x, job, NULL, predictions, error);
}

gboolean
epoch_pipeline_predict(const EpochPipeline *self, const struct ec_table *table,
                       const struct ec_job *job, const char *place, double *predictions,
                       GError **error)
{
  struct ec_matrix x = EC_MATRIX_INIT;
  gboolean well;

  if (!epoch_pipeline_prepare(self, table, place, &x, error)) {
    return FALSE;
  }
  well = predict_matrix(self, &x, job, place, predictions, error);
  ec_matrix_clear(&x);
  return well;
}

/* A function of the core that fills a matrix with a row for each row. */
typedef ec_status (*MatrixFunc)(const struct ec_model *model, const struct ec_matrix *x,
                                const struct ec_job *job, struct ec_matrix *made,
                                struct ec_error *error);

static gboolean
make_matrix(const EpochPipeline *self, const struct ec_matrix *x, const struct ec_job *job,
            const char *place, MatrixFunc func, gsize n_columns, struct ec_matrix *made,
            GError **error)
{
  struct ec_error core_error = EC_ERROR_INIT;
  struct ec_matrix result = EC_MATRIX_INIT;
  ec_status status = ec_matrix_new(x->n_rows, n_columns, &result, &core_error);

  if (status == EC_OK) {
    status = func(self->model, x, job, &result, &core_error);
  }
  if (!preparation_propagate(status, &core_error, place, error)) {
    ec_matrix_clear(&result);
    return FALSE;
  }
  *made = result;
  return TRUE;
}

gboolean
epoch_pipeline_predict_matrix_probabilities(const EpochPipeline *self, const struct ec_matrix *x,
                                            const struct ec_job *job,
                                            struct ec_matrix *probabilities, GError **error)
{
  return make_matrix(self, x, job, NULL, ec_model_predict_probabilities, self->n_classes,
                     probabilities, error);
}

static gboolean
prepare_and_make(const EpochPipeline *self, const struct ec_table *table, const struct ec_job *job,
                 const char *place, MatrixFunc func, gsize n_columns, struct ec_matrix *made,
                 GError **error)
{
  struct ec_matrix x = EC_MATRIX_INIT;
  gboolean well;

  if (!epoch_pipeline_prepare(self, table, place, &x, error)) {
    return FALSE;
  }
  well = make_matrix(self, &x, job, place, func, n_columns, made, error);
  ec_matrix_clear(&x);
  return well;
}

gboolean
epoch_pipeline_predict_probabilities(const EpochPipeline *self, const struct ec_table *table,
                                     const struct ec_job *job, const char *place,
                                     struct ec_matrix *probabilities, GError **error)
{
  return prepare_and_make(self, table, job, place, ec_model_predict_probabilities, self->n_classes,
                          probabilities, error);
}

gboolean
epoch_pipeline_transform(const EpochPipeline *self, const struct ec_table *table,
                         const struct ec_job *job, const char *place, struct ec_matrix *transformed,
                         GError **error)
{
  return prepare_and_make(self, table, job, place, ec_model_transform, self->model->n_outputs,
                          transformed, error);
}
