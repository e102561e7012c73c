#include "config.h"

#include "base/epoch-json-writer.h"

#include <math.h>
#include <string.h>

void
epoch_json_writer_init(EpochJsonWriter *self, GString *text)
{
  self->text = text;
  self->comma = FALSE;
  self->full_digits = FALSE;
}

static void
separate(EpochJsonWriter *self)
{
  if (self->comma) {
    g_string_append_c(self->text, ',');
  }
  self->comma = TRUE;
}

void
epoch_json_writer_begin(EpochJsonWriter *self, char bracket)
{
  separate(self);
  g_string_append_c(self->text, bracket);
  self->comma = FALSE;
}

void
epoch_json_writer_end(EpochJsonWriter *self, char bracket)
{
  g_string_append_c(self->text, bracket);
  self->comma = TRUE;
}

/* Text in quotes. What is not UTF-8 is made so, as JSON is nothing else. */
static void
append_quoted(GString *text, const char *value)
{
  g_autofree char *valid = g_utf8_make_valid(value, -1);

  g_string_append_c(text, '"');
  for (const char *p = valid; *p != '\0'; p++) {
    switch (*p) {
    case '"':
      g_string_append(text, "\\\"");
      break;
    case '\\':
      g_string_append(text, "\\\\");
      break;
    case '\n':
      g_string_append(text, "\\n");
      break;
    case '\t':
      g_string_append(text, "\\t");
      break;
    default:
      if ((guchar)*p < 0x20 || *p == 0x7f) {
        g_string_append_printf(text, "\\u%04x", (guint)(guchar)*p);
      } else {
        g_string_append_c(text, *p);
      }
    }
  }
  g_string_append_c(text, '"');
}

void
epoch_json_writer_name(EpochJsonWriter *self, const char *name)
{
  separate(self);
  append_quoted(self->text, name);
  g_string_append_c(self->text, ':');
  self->comma = FALSE;
}

void
epoch_json_writer_string(EpochJsonWriter *self, const char *value)
{
  separate(self);
  append_quoted(self->text, value);
}

char *
epoch_json_format_number(double value)
{
  static const char *const formats[] = {"%.15g", "%.16g", "%.17g"};
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite(value)) {
    return g_strdup("null");
  }
  for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
    g_ascii_formatd(buffer, sizeof buffer, formats[i], value);
    if (g_ascii_strtod(buffer, NULL) == value) {
      break;
    }
  }
  return g_strdup(buffer);
}

void
epoch_json_writer_number(EpochJsonWriter *self, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  separate(self);
  if (self->full_digits && isfinite(value)) {
    g_string_append(self->text, g_ascii_formatd(buffer, sizeof buffer, "%.17g", value));
  } else {
    g_autofree char *text = epoch_json_format_number(value);

    g_string_append(self->text, text);
  }
}

void
epoch_json_writer_integer(EpochJsonWriter *self, gint64 value)
{
  separate(self);
  g_string_append_printf(self->text, "%" G_GINT64_FORMAT, value);
}

void
epoch_json_writer_boolean(EpochJsonWriter *self, gboolean value)
{
  separate(self);
  g_string_append(self->text, value ? "true" : "false");
}

void
epoch_json_writer_raw(EpochJsonWriter *self, const char *json)
{
  separate(self);
  g_string_append(self->text, json);
}

void
epoch_json_writer_add_string(EpochJsonWriter *self, const char *name, const char *value)
{
  epoch_json_writer_name(self, name);
  epoch_json_writer_string(self, value);
}

void
epoch_json_writer_add_number(EpochJsonWriter *self, const char *name, double value)
{
  epoch_json_writer_name(self, name);
  epoch_json_writer_number(self, value);
}

void
epoch_json_writer_add_integer(EpochJsonWriter *self, const char *name, gint64 value)
{
  epoch_json_writer_name(self, name);
  epoch_json_writer_integer(self, value);
}

void
epoch_json_writer_add_numbers(EpochJsonWriter *self, const char *name, const double *values,
                              gsize n_values)
{
  epoch_json_writer_name(self, name);
  epoch_json_writer_begin(self, '[');
  for (gsize i = 0; i < n_values; i++) {
    epoch_json_writer_number(self, values[i]);
  }
  epoch_json_writer_end(self, ']');
}

void
epoch_json_writer_add_strings(EpochJsonWriter *self, const char *name, const char *const *values,
                              gsize n_values)
{
  epoch_json_writer_name(self, name);
  epoch_json_writer_begin(self, '[');
  for (gsize i = 0; i < n_values; i++) {
    epoch_json_writer_string(self, values[i]);
  }
  epoch_json_writer_end(self, ']');
}
