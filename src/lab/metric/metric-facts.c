#include "config.h"

#include "metric/metric-facts-private.h"

#include <math.h>

#include "base/epoch-amount.h"
#include "base/epoch-json.h"

JsonObject *
metric_facts_get_object(JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member(object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

JsonArray *
metric_facts_get_array(JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member(object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
}

gboolean
metric_facts_get_number(JsonObject *object, const char *name, double *value)
{
  return object != NULL && epoch_json_get_number(object, "", name, TRUE, value, NULL);
}

gboolean
metric_facts_get_count(JsonObject *object, const char *name, double *value)
{
  double number = 0;

  if (!metric_facts_get_number(object, name, &number) || number < 0) {
    return FALSE;
  }
  *value = number;
  return TRUE;
}

const char *
metric_facts_get_text(JsonObject *object, const char *name)
{
  const char *text = object != NULL ? epoch_json_get_string(object, "", name, "", NULL) : NULL;

  return text != NULL ? text : "";
}

JsonObject *
metric_facts_get_element(JsonArray *array, guint index)
{
  JsonNode *node = json_array_get_element(array, index);

  return JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

gboolean
metric_facts_get_entry(JsonArray *array, guint index, double *value)
{
  JsonNode *node = json_array_get_element(array, index);
  GType type = JSON_NODE_HOLDS_VALUE(node) ? json_node_get_value_type(node) : G_TYPE_INVALID;
  double number;

  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE) {
    return FALSE;
  }
  number = json_node_get_double(node);
  if (!isfinite(number)) {
    return FALSE;
  }
  *value = number;
  return TRUE;
}

char *
metric_facts_dup_class(JsonObject *facts, gint64 number)
{
  JsonArray *names = metric_facts_get_array(facts, "classes");

  if (names != NULL && number >= 0 && number < json_array_get_length(names)) {
    JsonNode *node = json_array_get_element(names, (guint)number);

    if (JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_STRING) {
      return g_strdup(json_node_get_string(node));
    }
  }
  return g_strdup_printf("%" G_GINT64_FORMAT, number);
}

static gboolean
read_counts(MetricConfusion *self, JsonArray *rows)
{
  for (guint i = 0; i < self->n_classes; i++) {
    JsonNode *node = json_array_get_element(rows, i);
    JsonArray *row = JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;

    if (row == NULL || json_array_get_length(row) != self->n_classes) {
      return FALSE;
    }
    for (guint j = 0; j < self->n_classes; j++) {
      double count = 0;

      if (!metric_facts_get_entry(row, j, &count) || count < 0 || count > 1e15) {
        return FALSE;
      }
      self->counts[i * self->n_classes + j] = count;
      self->actual[i] += count;
      self->predicted[j] += count;
      self->n += count;
    }
  }
  return self->n >= 1;
}

MetricConfusion *
metric_confusion_read(JsonObject *facts, JsonObject *split)
{
  JsonArray *rows = metric_facts_get_array(split, "confusion");
  guint n = rows != NULL ? json_array_get_length(rows) : 0;
  g_autoptr(MetricConfusion) self = NULL;
  double positive = -1;

  if (n < 1 || n > METRIC_FACTS_CLASSES_MAX) {
    return NULL;
  }
  self = g_new0(MetricConfusion, 1);
  self->n_classes = n;
  self->counts = g_new0(double, (gsize)n *n);
  self->actual = g_new0(double, n);
  self->predicted = g_new0(double, n);
  self->names = g_new0(char *, n + 1);
  for (guint k = 0; k < n; k++) {
    self->names[k] = metric_facts_dup_class(facts, k);
  }
  self->positive = metric_facts_get_count(facts, "positive", &positive) && positive < n &&
                           positive == floor(positive)
                       ? (int)positive
                       : -1;
  return read_counts(self, rows) ? g_steal_pointer(&self) : NULL;
}

void
metric_confusion_free(MetricConfusion *self)
{
  g_free(self->counts);
  g_free(self->actual);
  g_free(self->predicted);
  g_strfreev(self->names);
  g_free(self);
}

char *
metric_number(double value)
{
  return epoch_amount_trim(value, 6);
}
