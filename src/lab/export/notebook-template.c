#include "config.h"

#include "export/notebook-template-private.h"

#include <string.h>

#include "base/epoch-error.h"
#include "base/epoch-file.h"
#include "base/epoch-paths.h"

#define MAX_TEMPLATE_BYTES (1024 * 1024)
#define MAX_DEPTH 16

typedef struct {
  gboolean outside; /* whether what is around it is shown */
  gboolean holds;
  gboolean has_else;
} Condition;

typedef struct {
  const NotebookValues *values;
  GPtrArray *cells;
  GArray *conditions; /* of Condition */
  const char *where;
  guint line;
  guint depth; /* of parts within parts */
} Renderer;

static gboolean render_text(Renderer *self, const char *text, const char *where, GError **error);

static void
cell_free(gpointer data)
{
  NotebookCell *cell = data;

  g_string_free(cell->source, TRUE);
  g_free(cell);
}

static gboolean G_GNUC_PRINTF(3, 4)
    refuse(const Renderer *self, GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start(arguments, format);
  message = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT, "%s: line %u: %s", self->where,
              self->line, message);
  return FALSE;
}

char *
notebook_template_load(const char *folder, const char *name, GError **error)
{
  g_autofree char *file = g_strconcat(name, ".py", NULL);
  g_autofree char *place = g_build_filename("notebooks", folder, NULL);
  g_autofree char *path = epoch_paths_dup_data_file(place, file);
  gsize length = 0;

  return epoch_file_read(path, MAX_TEMPLATE_BYTES, &length, error);
}

static gboolean
is_shown(const Renderer *self)
{
  const Condition *last;

  if (self->conditions->len == 0) {
    return TRUE;
  }
  last = &g_array_index(self->conditions, Condition, self->conditions->len - 1);
  return last->outside && last->holds;
}

static const NotebookValue *
find_value(const Renderer *self, const char *name, GError **error)
{
  const NotebookValue *value = notebook_values_get(self->values, name);

  if (value == NULL) {
    refuse(self, error, "there is no value “%s”", name);
  }
  return value;
}

/* Whether "name", "name == word" or "name != word" holds. */
static gboolean
evaluate(const Renderer *self, const char *expression, gboolean *holds, GError **error)
{
  const char *equal = strstr(expression, "==");
  const char *sign = equal != NULL ? equal : strstr(expression, "!=");
  g_autofree char *name =
      sign != NULL ? g_strndup(expression, (gsize)(sign - expression)) : g_strdup(expression);
  const NotebookValue *value = find_value(self, g_strstrip(name), error);

  if (value == NULL) {
    return FALSE;
  }
  if (sign == NULL) {
    *holds = value->truth;
  } else {
    g_autofree char *word = g_strdup(sign + 2);

    *holds = g_str_equal(value->text, g_strstrip(word)) == (equal != NULL);
  }
  return TRUE;
}

static gboolean
begin_condition(Renderer *self, const char *expression, GError **error)
{
  Condition condition = {.outside = is_shown(self)};

  if (!evaluate(self, expression, &condition.holds, error)) {
    return FALSE;
  }
  g_array_append_val(self->conditions, condition);
  return TRUE;
}

static gboolean
turn_condition(Renderer *self, gsize first, GError **error)
{
  Condition *last;

  if (self->conditions->len <= first) {
    return refuse(self, error, "{{else}} without {{#if}}");
  }
  last = &g_array_index(self->conditions, Condition, self->conditions->len - 1);
  if (last->has_else) {
    return refuse(self, error, "a second {{else}}");
  }
  last->has_else = TRUE;
  last->holds = !last->holds;
  return TRUE;
}

static gboolean
include(Renderer *self, const char *name, GError **error)
{
  g_autofree char *text = NULL;
  g_autofree char *where = g_strconcat("parts/", name, ".py", NULL);

  if (!epoch_paths_id_is_valid(name)) {
    return refuse(self, error, "“%s” can not be the name of a part", name);
  }
  if (self->depth == MAX_DEPTH) {
    return refuse(self, error, "parts are within parts more than %d deep", MAX_DEPTH);
  }
  text = notebook_template_load("parts", name, error);
  return text != NULL && render_text(self, text, where, error);
}

/* The inside of a command that stands alone on a line, or NULL. */
static char *
dup_command(const char *line)
{
  g_autofree char *text = g_strdup(g_str_has_prefix(line, "# ") ? line + 2 : line);
  gsize n;

  g_strstrip(text);
  n = strlen(text);
  if (n < 5 || !g_str_has_prefix(text, "{{") || strchr("#>/e", text[2]) == NULL ||
      strstr(text, "}}") != text + n - 2 || (text[2] == 'e' && !g_str_equal(text, "{{else}}"))) {
    return NULL;
  }
  return g_strndup(text + 2, n - 4);
}

static gboolean
obey(Renderer *self, const char *command, gsize first, GError **error)
{
  if (g_str_has_prefix(command, "#if ")) {
    return begin_condition(self, command + strlen("#if "), error);
  }
  if (g_str_equal(command, "else")) {
    return turn_condition(self, first, error);
  }
  if (g_str_equal(command, "/if")) {
    if (self->conditions->len <= first) {
      return refuse(self, error, "{{/if}} without {{#if}}");
    }
    g_array_set_size(self->conditions, self->conditions->len - 1);
    return TRUE;
  }
  if (g_str_has_prefix(command, "> ")) {
    return !is_shown(self) || include(self, command + 2, error);
  }
  return refuse(self, error, "there is no command {{%s}}", command);
}

static gboolean
begin_cell(Renderer *self, const char *head, GError **error)
{
  static const char *const kinds[] = {"# %% [markdown]", "# %%", "# %% [data]"};

  for (guint kind = 0; kind < G_N_ELEMENTS(kinds); kind++) {
    if (g_str_equal(head, kinds[kind])) {
      NotebookCell *cell = g_new(NotebookCell, 1);

      *cell = (NotebookCell){(NotebookCellKind)kind, g_string_new(NULL)};
      g_ptr_array_add(self->cells, cell);
      return TRUE;
    }
  }
  return refuse(self, error,
                "“%s” begins no cell; write # %%%%, # %%%% [markdown] or # %%%% [data]", head);
}

/* Appends a line of the template with its values filled in. */
static gboolean
append_line(Renderer *self, const char *line, GError **error)
{
  NotebookCell *cell = self->cells->len > 0 ? self->cells->pdata[self->cells->len - 1] : NULL;
  const char *open;

  if (cell == NULL) {
    return *line == '\0' || refuse(self, error, "text before the first cell");
  }
  if (cell->kind == NOTEBOOK_CELL_MARKDOWN && *line == '#') {
    line += line[1] == ' ' ? 2 : 1;
  }
  while ((open = strstr(line, "{{")) != NULL) {
    const char *close = strstr(open, "}}");
    g_autofree char *name = close != NULL ? g_strndup(open + 2, (gsize)(close - open - 2)) : NULL;
    const NotebookValue *value;

    if (close == NULL) {
      return refuse(self, error, "{{ is not closed by }}");
    }
    value = find_value(self, name, error);
    if (value == NULL) {
      return FALSE;
    }
    g_string_append_len(cell->source, line, open - line);
    g_string_append(cell->source,
                    cell->kind == NOTEBOOK_CELL_MARKDOWN ? value->markdown : value->literal);
    line = close + 2;
  }
  g_string_append(cell->source, line);
  g_string_append_c(cell->source, '\n');
  return TRUE;
}

static gboolean
render_line(Renderer *self, const char *line, gsize first, GError **error)
{
  g_autofree char *command = dup_command(line);

  if (command != NULL) {
    return obey(self, command, first, error);
  }
  if (!is_shown(self)) {
    return TRUE;
  }
  return g_str_has_prefix(line, "# %%") ? begin_cell(self, line, error)
                                        : append_line(self, line, error);
}

static gboolean
render_text(Renderer *self, const char *text, const char *where, GError **error)
{
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  const char *outer = self->where;
  guint line = self->line;
  gsize first = self->conditions->len;

  self->where = where;
  self->depth++;
  for (guint i = 0; lines[i] != NULL; i++) {
    self->line = i + 1;
    if (!render_line(self, lines[i], first, error)) {
      return FALSE;
    }
  }
  if (self->conditions->len > first) {
    return refuse(self, error, "{{#if}} without {{/if}}");
  }
  self->where = outer;
  self->line = line;
  self->depth--;
  return TRUE;
}

/* Takes the empty lines off both ends; %FALSE where nothing is left. Of more than two empty lines
 * in a row, as where a condition does not hold, two are kept. */
static gboolean
trim(NotebookCell *cell)
{
  g_autofree char *text = g_strdup(cell->source->str);
  const char *begin = text;
  guint n_ends = 0;

  g_strchomp(text);
  while (*begin == '\n') {
    begin++;
  }
  g_string_truncate(cell->source, 0);
  for (const char *c = begin; *c != '\0'; c++) {
    n_ends = *c == '\n' ? n_ends + 1 : 0;
    if (n_ends <= 3) {
      g_string_append_c(cell->source, *c);
    }
  }
  return cell->source->len > 0;
}

GPtrArray *
notebook_template_render(const char *template, const char *where, const NotebookValues *values,
                         GError **error)
{
  g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(cell_free);
  g_autoptr(GArray) conditions = g_array_new(FALSE, FALSE, sizeof(Condition));
  Renderer self = {.values = values, .cells = cells, .conditions = conditions, .where = where};

  if (!render_text(&self, template, where, error)) {
    return NULL;
  }
  for (guint i = cells->len; i > 0; i--) {
    if (!trim(cells->pdata[i - 1])) {
      g_ptr_array_remove_index(cells, i - 1);
    }
  }
  return g_steal_pointer(&cells);
}
