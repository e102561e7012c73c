/* A pipeline as "model.json": one flat object whose numbers have 17 digits.
 *
 *   model           the kind: "ridge", "forest"
 *   features        the names of what the model sees
 *   intercept, coefficients
 *                   of a linear model, in the units of the table; of two classes they give the log
 *                   odds of the second. With more classes "intercepts" (one a class) and
 *                   "coefficients" (class by class)
 *   aliased         the features that were left out, as others make them up
 *   task            "regression", "classification", "clustering" or "transformation"
 *   target          the column that is predicted; "" where there is none
 *   classes         their names, in the order of codes; class_numbers: whether they are numbers
 *   settings        "KEY=VALUE", all that was set, for people; seed, where it made a difference
 *   columns …       the preparation; see epoch_preparation_save()
 *   fitted.…        what the model of the core keeps of itself; see ec_model_save()
 *
 * A linear model may also consist of the first three members alone: then each feature is a column
 * of numbers. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/epoch-core-error-private.h"
#include "base/memory.h"
#include "io/json.h"
#include "model/pipeline-private.h"
#include "model/preparation-private.h"
#include "model/record-copy-private.h"

#define FITTED "fitted."

typedef struct ec_record Record;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Record, ec_record_free)

static const struct {
  EpochTask task;
  const char *name;
} tasks[] = {
    {EPOCH_TASK_REGRESSION, "regression"},
    {EPOCH_TASK_CLASSIFICATION, "classification"},
    {EPOCH_TASK_CLUSTERING, "clustering"},
    {EPOCH_TASK_TRANSFORMATION, "transformation"},
};

static const char *
name_task(EpochTask task)
{
  for (gsize i = 0; i < G_N_ELEMENTS(tasks); i++) {
    if (tasks[i].task == task) {
      return tasks[i].name;
    }
  }
  return "";
}

static ec_status
save_coefficients(const EpochPipeline *self, struct ec_record *record, struct ec_error *error)
{
  g_autoptr(GPtrArray) aliased = g_ptr_array_new();
  gsize n_rows = self->n_coefficient_rows;
  ec_status status;

  if (n_rows == 0) {
    return EC_OK;
  }
  status = n_rows == 1
               ? ec_record_add_number(record, "intercept", self->intercepts[0], error)
               : ec_record_add_numbers(record, "intercepts", self->intercepts, n_rows, error);
  if (status == EC_OK) {
    status = ec_record_add_numbers(record, "coefficients", self->coefficients,
                                   n_rows * self->n_features, error);
  }
  for (gsize j = 0; j < self->n_features; j++) {
    if (self->features[j].aliased) {
      g_ptr_array_add(aliased, (char *)self->features[j].name);
    }
  }
  if (status == EC_OK) {
    status = ec_record_add_texts(record, "aliased", (const char *const *)aliased->pdata,
                                 aliased->len, error);
  }
  return status;
}

static ec_status
save_facts(const EpochPipeline *self, struct ec_record *record, struct ec_error *error)
{
  ec_status status = ec_record_add_text(record, "task", name_task(self->task), error);

  if (status == EC_OK) {
    status = ec_record_add_text(record, "target", self->target, error);
  }
  if (status == EC_OK && self->n_classes > 0) {
    status = ec_record_add_texts(record, "classes", (const char *const *)self->classes,
                                 self->n_classes, error);
  }
  if (status == EC_OK && self->n_classes > 0) {
    status = ec_record_add_boolean(record, "class_numbers", self->class_numbers, error);
  }
  if (status == EC_OK) {
    status = ec_record_add_texts(record, "settings", (const char *const *)self->settings,
                                 g_strv_length(self->settings), error);
  }
  if (status == EC_OK && self->kind->is_random) {
    g_autofree char *seed = g_strdup_printf("%" G_GUINT64_FORMAT, self->seed);

    /* As text, since not every seed fits into a double. */
    status = ec_record_add_text(record, "seed", seed, error);
  }
  return status;
}

static ec_status
save_model(const EpochPipeline *self, struct ec_record *record, struct ec_error *error)
{
  g_autoptr(Record) fitted = ec_record_new();
  ec_status status = fitted != NULL ? ec_model_save(self->model, fitted, error)
                                    : ec_error_no_memory(error, "the model");

  if (status == EC_OK) {
    status = record_copy_into(fitted, FITTED, record, error);
  }
  return status;
}

static ec_status
save(const EpochPipeline *self, struct ec_record *record, struct ec_error *error)
{
  ec_status status = ec_record_add_text(record, "model", self->kind->id, error);

  if (status == EC_OK) {
    status = ec_record_add_texts(record, "features", epoch_pipeline_get_feature_names(self),
                                 self->n_features, error);
  }
  if (status == EC_OK) {
    status = save_coefficients(self, record, error);
  }
  if (status == EC_OK) {
    status = save_facts(self, record, error);
  }
  if (status == EC_OK) {
    status = epoch_preparation_save(self->preparation, record, error);
  }
  return status == EC_OK ? save_model(self, record, error) : status;
}

GString *
epoch_pipeline_write(const EpochPipeline *self, GError **error)
{
  g_autoptr(Record) record = ec_record_new();
  struct ec_error core_error = EC_ERROR_INIT;
  GString *text = NULL;
  char *json = NULL;
  size_t length = 0;
  ec_status status = record != NULL ? save(self, record, &core_error)
                                    : ec_error_no_memory(&core_error, "the model");

  if (status == EC_OK) {
    status = ec_json_write(record, &json, &length, &core_error);
  }
  if (preparation_propagate(status, &core_error, NULL, error)) {
    text = g_string_new_len(json, (gssize)length);
  }
  ec_free(json);
  return text;
}

/* What a file says of a pipeline, besides its preparation and its model. */
typedef struct {
  const EpochModelKind *kind;
  EpochTask task;
  const char *target;
  char **classes;
  bool class_numbers;
  char **settings;
  guint64 seed;
} Facts;

static void
facts_clear(Facts *facts)
{
  g_strfreev(facts->classes);
  g_strfreev(facts->settings);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Facts, facts_clear)

static ec_status
read_texts(const struct ec_record *record, const char *key, char ***copy, struct ec_error *error)
{
  const char *const *texts = NULL;
  size_t n_texts = 0;
  ec_status status = EC_OK;

  if (ec_record_has(record, key)) {
    status = ec_record_get_texts(record, key, &texts, &n_texts, error);
  }
  if (status == EC_OK) {
    *copy = g_new0(char *, n_texts + 1);
    for (size_t i = 0; i < n_texts; i++) {
      (*copy)[i] = g_strdup(texts[i]);
    }
  }
  return status;
}

static ec_status
read_task(const struct ec_record *record, Facts *facts, struct ec_error *error)
{
  const char *name = NULL;
  ec_status status = ec_record_get_text(record, "task", &name, error);

  if (status != EC_OK) {
    return status;
  }
  for (gsize i = 0; i < G_N_ELEMENTS(tasks); i++) {
    if (strcmp(tasks[i].name, name) == 0 && (facts->kind->tasks & tasks[i].task) != 0) {
      facts->task = tasks[i].task;
      return EC_OK;
    }
  }
  return ec_error_set(error, EC_ERROR_VALUE, "\"task\" is not one that the model \"%s\" can do",
                      facts->kind->id);
}

static ec_status
read_facts(const struct ec_record *record, Facts *facts, struct ec_error *error)
{
  const char *seed = NULL;
  ec_status status = read_task(record, facts, error);

  if (status == EC_OK) {
    status = ec_record_get_text(record, "target", &facts->target, error);
  }
  if (status == EC_OK) {
    status = read_texts(record, "classes", &facts->classes, error);
  }
  if (status == EC_OK && ec_record_has(record, "class_numbers")) {
    status = ec_record_get_boolean(record, "class_numbers", &facts->class_numbers, error);
  }
  if (status == EC_OK) {
    status = read_texts(record, "settings", &facts->settings, error);
  }
  if (status == EC_OK && ec_record_has(record, "seed")) {
    status = ec_record_get_text(record, "seed", &seed, error);
  }
  if (seed != NULL && !g_ascii_string_to_unsigned(seed, 10, 0, G_MAXUINT64, &facts->seed, NULL)) {
    status = ec_error_set(error, EC_ERROR_VALUE, "\"seed\" is not a whole number");
  }
  return status;
}

/* Whether the parts of a file belong together. */
static ec_status
check_parts(const Facts *facts, const EpochPreparation *preparation, const struct ec_model *model,
            struct ec_error *error)
{
  static const enum ec_task core_tasks[] = {EC_TASK_REGRESSION, EC_TASK_CLASSIFICATION,
                                            EC_TASK_CLUSTERING, EC_TASK_TRANSFORMATION};
  gsize n_features = epoch_preparation_n_features(preparation);
  gsize n_classes = g_strv_length(facts->classes);
  gsize task = 0;

  while (tasks[task].task != facts->task) {
    task++;
  }
  if (model->model_class != facts->kind->model_class) {
    return ec_error_set(error, EC_ERROR_VALUE, "\"model\" is \"%s\", but what was fitted is \"%s\"",
                        facts->kind->id, model->model_class->name);
  }
  if (model->n_features != n_features) {
    return ec_error_set(error, EC_ERROR_SHAPE,
                        "the model was fitted on %zu features, but \"columns\" give %zu",
                        model->n_features, n_features);
  }
  if (model->task != core_tasks[task] ||
      (facts->task == EPOCH_TASK_CLASSIFICATION && model->n_classes != n_classes)) {
    return ec_error_set(error, EC_ERROR_VALUE,
                        "\"task\" and \"classes\" are not those that the model was fitted for");
  }
  return EC_OK;
}

/* The coefficients that stand in the file for people have to be those that it predicts with. */
static ec_status
check_coefficients(const EpochPipeline *self, const struct ec_record *record,
                   struct ec_error *error)
{
  const double *found = NULL;
  size_t n_found = 0;
  ec_status status;

  if (self->n_coefficient_rows == 0) {
    return EC_OK;
  }
  status = ec_record_get_numbers(record, "coefficients", &found, &n_found, error);
  if (status != EC_OK) {
    return status;
  }
  if (n_found != self->n_coefficient_rows * self->n_features ||
      memcmp(found, self->coefficients, n_found * sizeof(double)) != 0) {
    return ec_error_set(error, EC_ERROR_VALUE,
                        "\"coefficients\" are not those that the model was fitted with; was the "
                        "file changed by hand?");
  }
  return EC_OK;
}

static struct ec_model *
load_model(const struct ec_record *record, const char *place, GError **error)
{
  g_autoptr(Record) fitted = ec_record_new();
  struct ec_error core_error = EC_ERROR_INIT;
  struct ec_model *model = NULL;
  ec_status status = fitted != NULL ? record_copy_below(record, FITTED, fitted, &core_error)
                                    : ec_error_no_memory(&core_error, "the model");

  if (status == EC_OK) {
    status = ec_model_load(fitted, &model, &core_error);
  }
  return preparation_propagate(status, &core_error, place, error) ? model : NULL;
}

/* Puts the parts together; takes over the preparation and the model. */
static EpochPipeline *
assemble(Facts *facts, EpochPreparation *preparation, struct ec_model *model,
         const struct ec_record *record, const char *place, GError **error)
{
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status = check_parts(facts, preparation, model, &core_error);
  g_autoptr(EpochPipeline) self = NULL;

  if (!preparation_propagate(status, &core_error, place, error)) {
    epoch_preparation_free(preparation);
    ec_model_free(model);
    return NULL;
  }
  self = pipeline_new(facts->kind, facts->task, facts->target, facts->classes, preparation, model);
  self->class_numbers = facts->class_numbers;
  self->seed = facts->seed;
  g_strfreev(self->settings);
  self->settings = g_steal_pointer(&facts->settings);
  status = check_coefficients(self, record, &core_error);
  return preparation_propagate(status, &core_error, place, error) ? g_steal_pointer(&self) : NULL;
}

/* A linear model that somebody wrote down by hand, or another program: the features are columns of
 * numbers. */
static EpochPipeline *
read_plain(const struct ec_record *record, Facts *facts, const char *place, GError **error)
{
  struct ec_error core_error = EC_ERROR_INIT;
  struct ec_model *model = NULL;
  EpochPreparation *preparation;
  const char *const *names = NULL;
  size_t n_names = 0;
  ec_status status = ec_record_get_texts(record, "features", &names, &n_names, &core_error);

  if (status == EC_OK) {
    status = ec_model_load(record, &model, &core_error);
  }
  if (!preparation_propagate(status, &core_error, place, error)) {
    return NULL;
  }
  preparation = preparation_new_plain(names, n_names, place, error);
  if (preparation == NULL) {
    ec_model_free(model);
    return NULL;
  }
  facts->task = EPOCH_TASK_REGRESSION;
  facts->target = "";
  facts->classes = g_new0(char *, 1);
  facts->settings = g_new0(char *, 1);
  return assemble(facts, preparation, model, record, place, error);
}

static EpochPipeline *
read_record(const struct ec_record *record, const char *place, GError **error)
{
  g_auto(Facts) facts = {0};
  g_autoptr(EpochPreparation) preparation = NULL;
  struct ec_error core_error = EC_ERROR_INIT;
  struct ec_model *model;
  const char *name = NULL;
  ec_status status = ec_record_get_text(record, "model", &name, &core_error);

  if (!preparation_propagate(status, &core_error, place, error)) {
    return NULL;
  }
  facts.kind = epoch_model_kind_find(name, error);
  if (facts.kind == NULL) {
    g_prefix_error(error, "%s: ", place);
    return NULL;
  }
  if (facts.kind->is_linear && (facts.kind->tasks & EPOCH_TASK_REGRESSION) != 0 &&
      !ec_record_has(record, "columns")) {
    return read_plain(record, &facts, place, error);
  }
  status = read_facts(record, &facts, &core_error);
  if (!preparation_propagate(status, &core_error, place, error)) {
    return NULL;
  }
  preparation = epoch_preparation_load(record, place, error);
  model = preparation != NULL ? load_model(record, place, error) : NULL;
  return model != NULL
             ? assemble(&facts, g_steal_pointer(&preparation), model, record, place, error)
             : NULL;
}

EpochPipeline *
epoch_pipeline_read(const char *text, gsize length, const char *place, GError **error)
{
  g_autoptr(Record) record = NULL;
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status = ec_json_read(text, length, &record, &core_error);

  if (!epoch_core_error_propagate(status, &core_error, place, error)) {
    return NULL;
  }
  return read_record(record, place, error);
}
