/* Fields of comma-separated values, as RFC 4180 has them. */
#pragma once

#include <glib.h>

/* Appends a text as a field: in quotes where it has to be (RFC 4180, section 2). */
void epoch_csv_append_text(GString *csv, const char *text);

/* Appends a number with 17 digits, in the form of the C locale; a NaN as an empty field. */
void epoch_csv_append_number(GString *csv, double value);
