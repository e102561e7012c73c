/* Reading a run's facts. They are a file that anybody may have changed, so each number is asked for
 * with care: what is not there, or not what it should be, is simply not said. */
#pragma once

#include <json-glib/json-glib.h>

/* More classes than this are not gone through one by one. */
#define METRIC_FACTS_CLASSES_MAX 100

/* A confusion matrix and what its classes are called. */
typedef struct {
  guint n_classes;
  int positive;      /* the class that the metrics are about; -1 where they are about all */
  double *counts;    /* row by row: actual, then predicted */
  double *actual;    /* of each class: its rows */
  double *predicted; /* of each class: the rows that were said to be of it */
  double n;          /* all rows */
  char **names;
} MetricConfusion;

JsonObject *metric_facts_get_object(JsonObject *object, const char *name);
JsonArray *metric_facts_get_array(JsonObject *object, const char *name);
gboolean metric_facts_get_number(JsonObject *object, const char *name, double *value);
/* A number of at least 0. */
gboolean metric_facts_get_count(JsonObject *object, const char *name, double *value);
/* The text of a member; "" where there is none. */
const char *metric_facts_get_text(JsonObject *object, const char *name);
/* The object at a place of an array; NULL where it is none. */
JsonObject *metric_facts_get_element(JsonArray *array, guint index);
/* The finite number at a place of an array. */
gboolean metric_facts_get_entry(JsonArray *array, guint index, double *value);
/* The name of a class, or its number where it has none. */
char *metric_facts_dup_class(JsonObject *facts, gint64 number);

/* Reads the confusion matrix of a split; NULL where it is not a square of counts that add up to at
 * least one row. */
MetricConfusion *metric_confusion_read(JsonObject *facts, JsonObject *split);
void metric_confusion_free(MetricConfusion *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MetricConfusion, metric_confusion_free)

/* "98 / (98 + 14)" and the like: a number with six digits, nothing after the point that is 0. */
char *metric_number(double value);
