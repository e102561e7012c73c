/* Writes JSON into a string. The library's own generator pads numbers with digits that mean
 * nothing; here a number is the shortest text that reads back as the same bits, or has 17 digits
 * where that is asked for. What is not finite becomes null. */
#pragma once

#include <glib.h>

typedef struct {
  GString *text;
  gboolean comma;       /* whether a comma comes before the next value */
  gboolean full_digits; /* 17 digits instead of the fewest that suffice */
} EpochJsonWriter;

/* Begins to write into @text, which must outlive the writer. */
void epoch_json_writer_init(EpochJsonWriter *self, GString *text);

/* The bracket is '{' or '[' to begin, '}' or ']' to end. */
void epoch_json_writer_begin(EpochJsonWriter *self, char bracket);
void epoch_json_writer_end(EpochJsonWriter *self, char bracket);

/* The name of the next value. */
void epoch_json_writer_name(EpochJsonWriter *self, const char *name);

void epoch_json_writer_string(EpochJsonWriter *self, const char *value);
void epoch_json_writer_number(EpochJsonWriter *self, double value);
void epoch_json_writer_integer(EpochJsonWriter *self, gint64 value);
void epoch_json_writer_boolean(EpochJsonWriter *self, gboolean value);
/* A text that is JSON already. */
void epoch_json_writer_raw(EpochJsonWriter *self, const char *json);

/* A name and its value at once. */
void epoch_json_writer_add_string(EpochJsonWriter *self, const char *name, const char *value);
void epoch_json_writer_add_number(EpochJsonWriter *self, const char *name, double value);
void epoch_json_writer_add_integer(EpochJsonWriter *self, const char *name, gint64 value);
void epoch_json_writer_add_numbers(EpochJsonWriter *self, const char *name, const double *values,
                                   gsize n_values);
void epoch_json_writer_add_strings(EpochJsonWriter *self, const char *name,
                                   const char *const *values, gsize n_values);

/* The shortest text that reads back as @value; in the form of the C locale. */
char *epoch_json_format_number(double value);
