/* Cuts CSV text into fields. Used inside core/table alone.
 *
 * The text has been checked to be UTF-8 without NUL bytes before; the scanner looks at structure
 * alone: quotes, delimiters, line ends. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct ec_csv_scanner {
  const char *at, *end;
  size_t line; /* of the byte at `at`, from 1 */
  char delimiter;
  size_t max_field_bytes;
  uint64_t delimiters; /* the delimiter eight times */
  char *scratch;       /* where quotes that were doubled are made single again; owned */
  size_t scratch_size;
};

/* A field, valid until the next call: its text without the quotes around it. */
struct ec_csv_field {
  const char *text;
  size_t length;
  size_t line; /* on which it begins */
  bool quoted;
  bool last; /* of its record */
};

/* The scanner does not own the text. Clear it when done. */
void ec_csv_scanner_init(struct ec_csv_scanner *scanner, const char *text, size_t length,
                         char delimiter, size_t max_field_bytes);
void ec_csv_scanner_clear(struct ec_csv_scanner *scanner);

/* Whether all text has been read. */
bool ec_csv_scanner_at_end(const struct ec_csv_scanner *scanner);

/* Skips a line end, where one is next; returns whether it did. */
bool ec_csv_scanner_skip_line_end(struct ec_csv_scanner *scanner);

/* Reads the next field, and the delimiter or line end behind it. `number` is its place in its
 * record, from 1, for errors: SYNTAX, LIMIT, NO_MEMORY. */
ec_status ec_csv_scanner_next(struct ec_csv_scanner *scanner, size_t number,
                              struct ec_csv_field *field, struct ec_error *error);
