/* Reads comma-separated values into a table.
 *
 * The format is RFC 4180: records end with CR LF, LF or CR; a field may stand in double quotes,
 * inside which delimiters and line ends are text and a quote is doubled. The first record is the
 * header: names (spaces around them are dropped), none empty, none twice. All records have as many
 * fields as the header. A byte order mark of UTF-8 is skipped. Lines that are wholly empty are
 * skipped, unless the table has one column, where an empty line is a missing value (one at the very
 * end is not).
 *
 * Refused, with line and column: invalid UTF-8, UTF-16, NUL bytes, a quote that is not closed,
 * text after a closing quote, a quote within an unquoted field, a record with too few or too many
 * fields, and whatever goes over a limit. Refusing is kinder than guessing: a file that is read
 * wrongly gives a model that is wrong in silence.
 *
 * A column holds numbers where every value that is not missing parses as one, else text. What is
 * a number is said in base/number.h and does not depend on the locale; quotes make no difference.
 * A column that is missing in every row holds numbers.
 *
 * Source: RFC 4180, section 2. */
#pragma once

#include <stddef.h>

#include "base/job.h"
#include "base/status.h"
#include "table/table.h"

/* A column whose type is decided by the caller instead of by its values. */
struct ec_csv_column {
  const char *name;
  enum ec_column_type type;
};

struct ec_csv_options {
  char delimiter; /* any ASCII character but a quote, a letter, a digit, CR and LF; default ',' */
  /* Texts that mean missing beside the empty field, which always does. They are compared exactly,
   * after spaces around the field are dropped; quotes make no difference. */
  const char *const *missing;
  size_t n_missing;
  const struct ec_csv_column *columns; /* forced types; a name that is not there is an error */
  size_t n_columns;
  size_t max_bytes, max_rows, max_columns, max_field_bytes;
};

/* What means missing by default, beside the empty field: NA, N/A, NaN, nan, null, NULL, ? and the
 * single point. */
extern const char *const ec_csv_default_missing[];
enum { EC_CSV_N_DEFAULT_MISSING = 8 };

#define EC_CSV_OPTIONS_INIT                                                                        \
  {                                                                                                \
    ',', ec_csv_default_missing, EC_CSV_N_DEFAULT_MISSING, NULL, 0, (size_t)1 << 31,               \
        (size_t)100 * 1000 * 1000, 10000, (size_t)1 << 20                                          \
  }

/* Reads the `length` bytes at `text`, which need no final NUL and stay the caller's, into a new
 * table. `options` may be NULL for the defaults. The error has the line (the physical one, as an
 * editor counts it) and the field's number, and its message names the column and shows the
 * value:
 *   line 7, column 3 ("rm"): "6.5x" is not a number; write a number such as 6.5, or leave the
 *   field empty
 * Errors: SYNTAX, ENCODING, LIMIT, EMPTY (no header, or no rows below it), VALUE (a forced number
 * column holds text), NOT_FOUND (a forced column is not there), ARGUMENT, CANCELLED, NO_MEMORY. */
ec_status ec_csv_read(const char *text, size_t length, const struct ec_csv_options *options,
                      const struct ec_job *job, struct ec_table **table, struct ec_error *error);

/* The delimiter that the first records most likely use: the one of comma, semicolon and tab that
 * cuts the first lines (quotes respected) into the same number of fields, and into the most of
 * them; a comma where none does. */
char ec_csv_sniff_delimiter(const char *text, size_t length);
