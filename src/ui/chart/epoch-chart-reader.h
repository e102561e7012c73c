#pragma once

#include <json-glib/json-glib.h>

#include "ep-chart.h"
#include "epoch-chart-document.h"

G_BEGIN_DECLS

/* Reads the members of a chart document, and says of each that is wrong where it stands
 * ("series[0].y[12]"), what was expected and what is there. All return FALSE or NULL with the
 * error set; an absent member is as good as null. */

/* A document being read, with the counts that its later members must fit. */
typedef struct {
  struct ep_chart *chart;
  enum ep_kind kind;
  gsize n_points;
  gsize n_categories;
  gsize n_edges;
  GError **error;
} EpochChartReader;

/* Sets the error, unless there is one already; returns FALSE. */
gboolean epoch_chart_reader_fail(EpochChartReader *reader, EpochChartError code, const char *format,
                                 ...) G_GNUC_PRINTF(3, 4);
gboolean epoch_chart_reader_fail_memory(EpochChartReader *reader);
gboolean epoch_chart_reader_fail_type(EpochChartReader *reader, const char *path, JsonNode *node,
                                      const char *wanted);

/* What a node is, in words. */
const char *epoch_chart_reader_describe(JsonNode *node);

gboolean epoch_chart_reader_is_number(JsonNode *node);

/* (transfer none) (nullable) The member, NULL where it is absent or null. */
JsonNode *epoch_chart_reader_member(JsonObject *object, const char *name);

/* Reads a text, borrowed, "" where it is absent; parent stands before name in a path. */
gboolean epoch_chart_reader_string(EpochChartReader *reader, JsonObject *object, const char *parent,
                                   const char *name, const char **text);

/* Reads a list, borrowed, NULL where it is absent and not required. */
gboolean epoch_chart_reader_array(EpochChartReader *reader, JsonObject *object, const char *parent,
                                  const char *name, gboolean required, JsonArray **array);

/* (transfer full) (nullable) The finite numbers of a list; null is NaN where it may_miss. */
double *epoch_chart_reader_numbers(EpochChartReader *reader, JsonArray *array, const char *path,
                                   gboolean may_miss);

/* (transfer container) (nullable) The texts of a list; null is NULL where it may_miss. */
const char **epoch_chart_reader_strings(EpochChartReader *reader, JsonArray *array,
                                        const char *path, gboolean may_miss);

/* Reads true or false, FALSE where it is absent. */
gboolean epoch_chart_reader_boolean(EpochChartReader *reader, JsonObject *object,
                                    const char *parent, const char *name, gboolean *value);

/* Reads a finite number, NaN where it is absent and not required. */
gboolean epoch_chart_reader_number(EpochChartReader *reader, JsonObject *object, const char *parent,
                                   const char *name, gboolean required, double *value);

/* Reads a whole number of 0 … most, or as above the fallback where it is absent. */
gboolean epoch_chart_reader_count(EpochChartReader *reader, JsonObject *object, const char *parent,
                                  const char *name, double most, gsize fallback, gsize *value);

/* Reads a list that must be there, of at most so many entries. */
gboolean epoch_chart_reader_list(EpochChartReader *reader, JsonObject *object, const char *parent,
                                 const char *name, gsize most, JsonArray **array);

/* (transfer container) (nullable) The texts of such a list, and how many they are. */
const char **epoch_chart_reader_names(EpochChartReader *reader, JsonObject *object,
                                      const char *parent, const char *name, gsize most, gsize *n);

/* (transfer full) (nullable) The numbers of such a list, and how many they are. */
double *epoch_chart_reader_list_numbers(EpochChartReader *reader, JsonObject *object,
                                        const char *parent, const char *name, gsize most,
                                        gboolean may_miss, gsize *n);

/* (transfer none) (nullable) The object at a place of a list, whose path is written into path:
 * "nodes[3]." */
JsonObject *epoch_chart_reader_object_at(EpochChartReader *reader, JsonArray *array, guint i,
                                         const char *name, char **path);

/* (transfer full) (nullable) The numbers of a list of n_rows lists of n_columns each, row after
 * row; null is NaN. */
double *epoch_chart_reader_table(EpochChartReader *reader, JsonArray *array, const char *path,
                                 gsize n_rows, const char *like_rows, gsize n_columns,
                                 const char *like_columns);

/* Fails where the list at path has not the length that another one, like, asks for. */
gboolean epoch_chart_reader_check_length(EpochChartReader *reader, const char *path, gsize found,
                                         gsize wanted, const char *like);

G_END_DECLS
