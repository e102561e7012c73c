#include "config.h"

#include "export/notebook-values-private.h"

#include <math.h>
#include <string.h>

#include "base/epoch-json-writer.h"

/* PEP 8 gives a line 79 columns. */
#define MAX_COLUMNS 79

struct _NotebookValues {
  GHashTable *values; /* name → NotebookValue */
};

static void
value_free(gpointer data)
{
  NotebookValue *value = data;

  g_free(value->text);
  g_free(value->markdown);
  g_free(value->literal);
  g_free(value);
}

NotebookValues *
notebook_values_new(void)
{
  NotebookValues *self = g_new0(NotebookValues, 1);

  self->values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, value_free);
  return self;
}

void
notebook_values_free(NotebookValues *self)
{
  g_hash_table_unref(self->values);
  g_free(self);
}

const NotebookValue *
notebook_values_get(const NotebookValues *self, const char *name)
{
  return g_hash_table_lookup(self->values, name);
}

/* All three forms are taken. */
static void
take(NotebookValues *self, const char *name, char *text, char *markdown, char *literal,
     gboolean truth)
{
  NotebookValue *value = g_new(NotebookValue, 1);

  *value = (NotebookValue){text, markdown, literal, truth};
  g_hash_table_replace(self->values, g_strdup(name), value);
}

char *
notebook_literal_text(const char *text)
{
  GString *literal = g_string_new("\"");

  for (const char *c = text; *c != '\0'; c++) {
    if (*c == '"' || *c == '\\') {
      g_string_append_c(literal, '\\');
      g_string_append_c(literal, *c);
    } else if (*c == '\n') {
      g_string_append(literal, "\\n");
    } else if ((guchar)*c < ' ' || *c == 0x7f) {
      g_string_append_printf(literal, "\\x%02x", (guchar)*c);
    } else {
      g_string_append_c(literal, *c);
    }
  }
  g_string_append_c(literal, '"');
  return g_string_free(literal, FALSE);
}

char *
notebook_literal_number(double value)
{
  if (isnan(value)) {
    return g_strdup("float(\"nan\")");
  }
  if (isinf(value)) {
    return g_strdup(value > 0 ? "float(\"inf\")" : "float(\"-inf\")");
  }
  return epoch_json_format_number(value);
}

/* A text from outside must neither end the line that it stands in nor be read as Markdown, HTML or
 * a formula. CommonMark takes a backslash before any punctuation. */
static char *
escape_markdown(const char *text)
{
  GString *escaped = g_string_new(NULL);

  for (const char *c = text; *c != '\0'; c++) {
    if ((guchar)*c < ' ' || *c == 0x7f) {
      g_string_append_c(escaped, ' ');
      continue;
    }
    if (strchr("\\`*_[]<>#|$&~", *c) != NULL) {
      g_string_append_c(escaped, '\\');
    }
    g_string_append_c(escaped, *c);
  }
  return g_string_free(escaped, FALSE);
}

void
notebook_values_set_text(NotebookValues *self, const char *name, const char *text)
{
  take(self, name, g_strdup(text), escape_markdown(text), notebook_literal_text(text),
       *text != '\0');
}

void
notebook_values_set_markdown(NotebookValues *self, const char *name, const char *markdown)
{
  take(self, name, g_strdup(markdown), g_strdup(markdown), notebook_literal_text(markdown),
       *markdown != '\0');
}

void
notebook_values_set_code(NotebookValues *self, const char *name, const char *code, gboolean truth)
{
  take(self, name, g_strdup(code), g_strdup_printf("`%s`", code), g_strdup(code), truth);
}

void
notebook_values_set_number(NotebookValues *self, const char *name, double value)
{
  char *literal = notebook_literal_number(value);

  take(self, name, g_strdup(literal), g_strdup(literal), literal, value != 0);
}

void
notebook_values_set_integer(NotebookValues *self, const char *name, guint64 value)
{
  char *literal = g_strdup_printf("%" G_GUINT64_FORMAT, value);

  take(self, name, g_strdup(literal), g_strdup(literal), literal, value != 0);
}

void
notebook_values_set_boolean(NotebookValues *self, const char *name, gboolean value)
{
  take(self, name, g_strdup(value ? "true" : "false"), g_strdup(value ? "yes" : "no"),
       g_strdup(value ? "True" : "False"), value);
}

/* A list of literals, on one line where they fit beside a short name, else wrapped. */
static void
set_list(NotebookValues *self, const char *name, char **literals)
{
  g_autofree char *joined = g_strjoinv(", ", literals);
  g_autoptr(GString) list = g_string_new("[");
  gsize n = g_strv_length(literals), column = MAX_COLUMNS;

  if (strlen(joined) <= 50) {
    g_string_append(list, joined);
  } else {
    for (gsize i = 0; i < n; i++) {
      gsize width = (gsize)g_utf8_strlen(literals[i], -1) + 1;
      gboolean fits = column + 1 + width <= MAX_COLUMNS;

      g_string_append(list, fits ? " " : "\n    ");
      column = fits ? column + 1 + width : 4 + width;
      g_string_append_printf(list, "%s,", literals[i]);
    }
    g_string_append_c(list, '\n');
  }
  g_string_append_c(list, ']');
  take(self, name, g_strdup(joined), escape_markdown(joined), g_strdup(list->str), n > 0);
}

void
notebook_values_set_rows(NotebookValues *self, const char *name, const gsize *rows, gsize n)
{
  g_auto(GStrv) literals = g_new0(char *, n + 1);

  for (gsize i = 0; i < n; i++) {
    literals[i] = g_strdup_printf("%zu", rows[i]);
  }
  set_list(self, name, literals);
}

void
notebook_values_set_numbers(NotebookValues *self, const char *name, const double *numbers, gsize n)
{
  g_auto(GStrv) literals = g_new0(char *, n + 1);

  for (gsize i = 0; i < n; i++) {
    literals[i] = notebook_literal_number(numbers[i]);
  }
  set_list(self, name, literals);
}

void
notebook_values_set_texts(NotebookValues *self, const char *name, const char *const *texts)
{
  gsize n = g_strv_length((char **)texts);
  g_auto(GStrv) literals = g_new0(char *, n + 1);

  for (gsize i = 0; i < n; i++) {
    literals[i] = notebook_literal_text(texts[i]);
  }
  set_list(self, name, literals);
}

void
notebook_values_set_variant(NotebookValues *self, const char *name, GVariant *value)
{
  g_autofree const char **texts = NULL;

  switch (g_variant_classify(value)) {
  case G_VARIANT_CLASS_INT64: {
    char *literal = g_strdup_printf("%" G_GINT64_FORMAT, g_variant_get_int64(value));

    take(self, name, g_strdup(literal), g_strdup(literal), literal,
         g_variant_get_int64(value) != 0);
    break;
  }
  case G_VARIANT_CLASS_DOUBLE:
    notebook_values_set_number(self, name, g_variant_get_double(value));
    break;
  case G_VARIANT_CLASS_BOOLEAN:
    notebook_values_set_boolean(self, name, g_variant_get_boolean(value));
    break;
  case G_VARIANT_CLASS_STRING:
    notebook_values_set_text(self, name, g_variant_get_string(value, NULL));
    break;
  default:
    texts = g_variant_get_strv(value, NULL);
    notebook_values_set_texts(self, name, texts);
  }
}
