#include "config.h"

#include "lab/epoch-live-curve.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <math.h>

#include "metric/epoch-metric.h"

/* More splits than this are no curve for people. */
#define MOST_SPLITS 8

typedef struct {
  gint64 step;
  double value;
} Point;

typedef struct {
  char *split;
  GArray *points; /* of Point, every stride-th of those that came */
  guint stride;
  guint skipped; /* since the last one that was taken */
  Point last;
} Line;

struct _EpochLiveCurve {
  char *name;
  GPtrArray *lines;
};

static void
line_free(gpointer data)
{
  Line *line = data;

  g_free(line->split);
  g_array_unref(line->points);
  g_free(line);
}

EpochLiveCurve *
epoch_live_curve_new(const char *name)
{
  EpochLiveCurve *self = g_new0(EpochLiveCurve, 1);

  self->name = g_strdup(name);
  self->lines = g_ptr_array_new_with_free_func(line_free);
  return self;
}

void
epoch_live_curve_free(EpochLiveCurve *self)
{
  g_free(self->name);
  g_ptr_array_unref(self->lines);
  g_free(self);
}

const char *
epoch_live_curve_get_name(EpochLiveCurve *self)
{
  return self->name;
}

static Line *
find_line(EpochLiveCurve *self, const char *split)
{
  Line *line;

  for (guint i = 0; i < self->lines->len; i++) {
    line = g_ptr_array_index(self->lines, i);
    if (g_str_equal(line->split, split))
      return line;
  }
  if (self->lines->len == MOST_SPLITS)
    return NULL;
  line = g_new0(Line, 1);
  line->split = g_strdup(split);
  line->points = g_array_new(FALSE, FALSE, sizeof(Point));
  g_ptr_array_add(self->lines, line);
  return line;
}

static void
clear(Line *line)
{
  g_array_set_size(line->points, 0);
  line->stride = 1;
  line->skipped = 0;
}

/* Every other point goes. */
static void
thin(Line *line)
{
  for (guint i = 0; i < line->points->len / 2; i++)
    g_array_index(line->points, Point, i) = g_array_index(line->points, Point, 2 * i);
  g_array_set_size(line->points, line->points->len / 2);
  line->stride *= 2;
}

void
epoch_live_curve_add(EpochLiveCurve *self, const char *split, gint64 step, double value)
{
  Line *line = find_line(self, split);
  Point point = {step, value};

  if (!line)
    return;
  if (!line->points->len || step <= line->last.step)
    clear(line);
  line->last = point;
  if (line->points->len && ++line->skipped < line->stride)
    return;
  line->skipped = 0;
  if (line->points->len == EPOCH_LIVE_CURVE_POINTS)
    thin(line);
  g_array_append_val(line->points, point);
}

static void
add_number(JsonBuilder *builder, double value)
{
  /* A loss that has run away leaves a gap. */
  if (isfinite(value))
    json_builder_add_double_value(builder, value);
  else
    json_builder_add_null_value(builder);
}

static void
add_values(JsonBuilder *builder, Line *line, const char *member, gboolean steps)
{
  const Point *points = (const Point *)(void *)line->points->data;
  gboolean behind = line->points->len && points[line->points->len - 1].step != line->last.step;

  json_builder_set_member_name(builder, member);
  json_builder_begin_array(builder);
  for (guint i = 0; i < line->points->len; i++)
    add_number(builder, steps ? (double)points[i].step : points[i].value);
  if (behind)
    add_number(builder, steps ? (double)line->last.step : line->last.value);
  json_builder_end_array(builder);
}

/* The names that experiments use are said in the learner's language. */
static const char *
get_split_name(const char *split, const char *metric)
{
  if (g_str_equal(split, "train"))
    return _("Training");
  if (g_str_equal(split, "test"))
    return _("Test");
  if (g_str_equal(split, "validation"))
    return _("Validation");
  return *split ? split : metric;
}

static void
add_lines(EpochLiveCurve *self, JsonBuilder *builder, const char *title)
{
  json_builder_set_member_name(builder, "series");
  json_builder_begin_array(builder);
  for (guint i = 0; i < self->lines->len; i++) {
    Line *line = g_ptr_array_index(self->lines, i);
    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "name");
    json_builder_add_string_value(builder, get_split_name(line->split, title));
    add_values(builder, line, "x", TRUE);
    add_values(builder, line, "y", FALSE);
    json_builder_end_object(builder);
  }
  json_builder_end_array(builder);
}

static void
add_member(JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name(builder, name);
  json_builder_add_string_value(builder, value);
}

char *
epoch_live_curve_to_json(EpochLiveCurve *self)
{
  const EpochMetricInfo *info = epoch_metric_info_find(self->name);
  const char *title = info ? epoch_metric_info_get_label(info) : self->name;
  g_autoptr(JsonBuilder) builder = json_builder_new();
  g_autoptr(JsonNode) root = NULL;

  json_builder_begin_object(builder);
  add_member(builder, "chart", "line");
  add_member(builder, "title", title);
  add_member(builder, "summary", _("How it goes while the run trains."));
  json_builder_set_member_name(builder, "x");
  json_builder_begin_object(builder);
  add_member(builder, "label", _("Step"));
  json_builder_end_object(builder);
  add_lines(self, builder, title);
  json_builder_end_object(builder);
  root = json_builder_get_root(builder);
  return json_to_string(root, FALSE);
}
