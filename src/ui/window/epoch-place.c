#include "config.h"

#include "window/epoch-place.h"

#include <string.h>

#define WEEKS 16
#define BLOCKS 4
/* Runs laid side by side beyond this can not be told apart. */
#define MAX_RUNS 8

static const char *const views[] = {"learn", "tasks", "resources", "lab", "project", "notes", NULL};

/* An id is what the course, the lab and the store use: letters, digits, dot, dash, underscore. */
static gboolean
is_id(const char *text)
{
  if (!*text || strlen(text) > 128)
    return FALSE;
  for (const char *c = text; *c; c++)
    if (!g_ascii_isalnum(*c) && !strchr(".-_", *c))
      return FALSE;
  return TRUE;
}

static gboolean
parse_number(const char *text, int most, int *number)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned(text, 10, 1, most, &value, NULL))
    return FALSE;
  *number = (int)value;
  return TRUE;
}

static gboolean
parse_week(EpochPlace *place, char **parts, guint n)
{
  if (n < 2 || n > 4 || !parse_number(parts[1], WEEKS, &place->number))
    return FALSE;
  if (n > 2) {
    if (!g_strv_contains(views, parts[2]))
      return FALSE;
    place->view = g_strdup(parts[2]);
  }
  if (n > 3) {
    if (!is_id(parts[3]))
      return FALSE;
    place->item = g_strdup(parts[3]);
  }
  return TRUE;
}

static gboolean
parse_item(EpochPlace *place, char **parts, guint n, guint at, gboolean needed)
{
  if (n > at + 1 || (needed && n <= at))
    return FALSE;
  if (n == at + 1) {
    if (!is_id(parts[at]))
      return FALSE;
    place->item = g_strdup(parts[at]);
  }
  return TRUE;
}

static gboolean
parse_runs(EpochPlace *place, char **parts, guint n)
{
  if (n < 2 || n > 1 + MAX_RUNS)
    return FALSE;
  for (guint i = 1; i < n; i++)
    if (!is_id(parts[i]))
      return FALSE;
  place->runs = g_strdupv(parts + 1);
  return TRUE;
}

static gboolean
parse_parts(EpochPlace *place, char **parts, guint n)
{
  if (g_str_equal(parts[0], "today"))
    return n == 1;
  if (g_str_equal(parts[0], "week")) {
    place->kind = EPOCH_PLACE_WEEK;
    return parse_week(place, parts, n);
  }
  if (g_str_equal(parts[0], "block")) {
    place->kind = EPOCH_PLACE_BLOCK;
    return n >= 2 && parse_number(parts[1], BLOCKS, &place->number) &&
           parse_item(place, parts, n, 2, FALSE);
  }
  if (g_str_equal(parts[0], "final")) {
    place->kind = EPOCH_PLACE_FINAL;
    return parse_item(place, parts, n, 1, FALSE);
  }
  if (g_str_equal(parts[0], "lab")) {
    place->kind = n > 1 ? EPOCH_PLACE_EXPERIMENT : EPOCH_PLACE_LAB;
    return parse_item(place, parts, n, 1, FALSE);
  }
  if (g_str_equal(parts[0], "runs")) {
    place->kind = EPOCH_PLACE_RUNS;
    return parse_item(place, parts, n, 1, FALSE);
  }
  if (g_str_equal(parts[0], "compare")) {
    place->kind = EPOCH_PLACE_COMPARE;
    return parse_runs(place, parts, n);
  }
  if (g_str_equal(parts[0], "resource")) {
    place->kind = EPOCH_PLACE_RESOURCE;
    return parse_item(place, parts, n, 1, TRUE);
  }
  return FALSE;
}

EpochPlace *
epoch_place_parse(const char *text)
{
  g_autoptr(EpochPlace) place = g_new0(EpochPlace, 1);
  g_auto(GStrv) parts = NULL;

  g_return_val_if_fail(text, NULL);
  parts = g_strsplit(text, "/", 2 + MAX_RUNS);
  if (!parts[0] || !parse_parts(place, parts, g_strv_length(parts)))
    return NULL;
  return g_steal_pointer(&place);
}

char *
epoch_place_to_string(const EpochPlace *self)
{
  GString *text = g_string_new(NULL);

  switch (self->kind) {
  case EPOCH_PLACE_TODAY:
    g_string_append(text, "today");
    break;
  case EPOCH_PLACE_WEEK:
    g_string_append_printf(text, "week/%d", self->number);
    if (self->view)
      g_string_append_printf(text, "/%s", self->view);
    break;
  case EPOCH_PLACE_BLOCK:
    g_string_append_printf(text, "block/%d", self->number);
    break;
  case EPOCH_PLACE_FINAL:
    g_string_append(text, "final");
    break;
  case EPOCH_PLACE_LAB:
  case EPOCH_PLACE_EXPERIMENT:
    g_string_append(text, "lab");
    break;
  case EPOCH_PLACE_RUNS:
    g_string_append(text, "runs");
    break;
  case EPOCH_PLACE_COMPARE:
    g_string_append(text, "compare");
    for (char **run = self->runs; run && *run; run++)
      g_string_append_printf(text, "/%s", *run);
    break;
  case EPOCH_PLACE_RESOURCE:
    g_string_append(text, "resource");
    break;
  }
  /* The item of a week stands below one of its views. */
  if (self->item && (self->kind != EPOCH_PLACE_WEEK || self->view))
    g_string_append_printf(text, "/%s", self->item);
  return g_string_free(text, FALSE);
}

void
epoch_place_free(EpochPlace *self)
{
  if (!self)
    return;
  g_free(self->view);
  g_free(self->item);
  g_strfreev(self->runs);
  g_free(self);
}
