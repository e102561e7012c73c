#include "config.h"

#include "table/csv.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "table/csv-columns.h"
#include "table/csv-scan.h"

const char *const ec_csv_default_missing[] = {"NA", "N/A", "NaN", "nan", "null", "NULL", "?", "."};
_Static_assert(sizeof ec_csv_default_missing / sizeof *ec_csv_default_missing ==
                   EC_CSV_N_DEFAULT_MISSING,
               "the header says how many markers there are");

/* How often a job is told and asked. */
enum { ROWS_PER_REPORT = 4096 };

/* What the passes over the rows share. */
struct reader {
  const char *text; /* without the byte order mark */
  size_t length;
  const struct ec_csv_options *options;
  struct ec_csv_columns *columns;
  const char *body; /* where the rows begin, and on which line */
  size_t body_line;
};

typedef ec_status (*take_func)(struct ec_csv_columns *columns, size_t column, size_t row,
                               const struct ec_csv_field *field, struct ec_error *error);

static ec_status
check_options(const struct ec_csv_options *options, struct ec_error *error)
{
  unsigned char d = (unsigned char)options->delimiter;
  bool letter = (d >= 'a' && d <= 'z') || (d >= 'A' && d <= 'Z') || (d >= '0' && d <= '9');
  if (d == 0 || d >= 0x7f || letter || d == '"' || d == '\r' || d == '\n' || d == '.' || d == '-' ||
      d == '+')
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "the character with code %u can not be a delimiter; use a comma, a "
                        "semicolon or a tab",
                        (unsigned)d);
  return EC_OK;
}

/* The line and the character in it, from 1, of the byte at `offset`. */
static void
locate(const char *text, size_t offset, size_t *line, size_t *character)
{
  *line = 1;
  *character = 1;
  for (size_t i = 0; i < offset; i++) {
    bool second = i > 0 && text[i] == '\n' && text[i - 1] == '\r';
    if (text[i] == '\n' || text[i] == '\r') {
      *line += !second;
      *character = 1;
    } else if (((unsigned char)text[i] & 0xc0) != 0x80) {
      ++*character;
    }
  }
}

/* Text in UTF-16 has a byte order mark, or every second byte of its first letters is NUL. */
static bool
looks_like_utf16(const char *text, size_t length)
{
  const unsigned char *t = (const unsigned char *)text;
  if (length < 2)
    return false;
  if ((t[0] == 0xff && t[1] == 0xfe) || (t[0] == 0xfe && t[1] == 0xff))
    return true;
  return length >= 4 && ((t[0] == 0 && t[1] != 0 && t[2] == 0 && t[3] != 0) ||
                         (t[0] != 0 && t[1] == 0 && t[2] != 0 && t[3] == 0));
}

static ec_status
check_text(const struct reader *reader, struct ec_error *error)
{
  const char *text = reader->text, *nul;
  size_t length = reader->length, valid, line, character;
  if (length == 0)
    return ec_error_set(error, EC_ERROR_EMPTY,
                        "the file is empty; it should begin with a line of column names");
  if (looks_like_utf16(text, length))
    return ec_error_set_at(error, EC_ERROR_ENCODING, 1, 1,
                           "line 1: the file is in UTF-16; save it as UTF-8");
  nul = memchr(text, '\0', length);
  valid = ec_utf8_valid_length(text, nul != NULL ? (size_t)(nul - text) : length);
  if (valid == length)
    return EC_OK;
  locate(text, valid, &line, &character);
  if (nul == text + valid)
    return ec_error_set_at(error, EC_ERROR_ENCODING, line, character,
                           "line %zu, character %zu: there is a NUL byte; this is not a text file, "
                           "or it is damaged",
                           line, character);
  return ec_error_set_at(error, EC_ERROR_ENCODING, line, character,
                         "line %zu, character %zu: the byte 0x%02X is not UTF-8; save the file as "
                         "UTF-8",
                         line, character, (unsigned)(unsigned char)text[valid]);
}

static ec_status
read_header(struct reader *reader, struct ec_error *error)
{
  struct ec_csv_scanner scanner;
  struct ec_csv_field field = {.last = false};
  ec_status status = EC_OK;
  ec_csv_scanner_init(&scanner, reader->text, reader->length, reader->options->delimiter,
                      reader->options->max_field_bytes);
  while (ec_csv_scanner_skip_line_end(&scanner))
    continue;
  if (ec_csv_scanner_at_end(&scanner))
    status = ec_error_set(error, EC_ERROR_EMPTY,
                          "the file has no text; it should begin with a line of column names");
  while (status == EC_OK && !field.last) {
    size_t number = ec_csv_columns_count(reader->columns) + 1;
    status = ec_csv_scanner_next(&scanner, number, &field, error);
    if (status == EC_OK)
      status = ec_csv_columns_add_name(reader->columns, &field, error);
  }
  reader->body = scanner.at;
  reader->body_line = scanner.line;
  ec_csv_scanner_clear(&scanner);
  return status;
}

/* No fewer rows than there can be: each ends with a line end and has its delimiters. */
static size_t
bound_rows(const struct reader *reader)
{
  const char *end = reader->text + reader->length;
  size_t n_ends = 0, n_bytes = (size_t)(end - reader->body);
  for (const char *at = reader->body; at < end; at++)
    n_ends += (*at == '\n') + (*at == '\r');
  n_bytes = n_bytes / ec_csv_columns_count(reader->columns) + 1;
  return n_ends + 1 < n_bytes ? n_ends + 1 : n_bytes;
}

static ec_status
wrong_count(const struct reader *reader, size_t line, size_t n_fields, bool more,
            struct ec_error *error)
{
  size_t n_columns = ec_csv_columns_count(reader->columns);
  return ec_error_set_at(error, EC_ERROR_SYNTAX, line, n_fields,
                         "line %zu: the row has %s%zu field%s, but the header has %zu; %s", line,
                         more ? "at least " : "", n_fields, n_fields == 1 ? "" : "s", n_columns,
                         more ? "put text that contains the delimiter in quotes"
                              : "a missing value is an empty field, with its delimiter");
}

/* Reads the fields of one row and hands each to `take`. */
static ec_status
read_row(struct reader *reader, struct ec_csv_scanner *scanner, size_t row, take_func take,
         struct ec_error *error)
{
  size_t n_columns = ec_csv_columns_count(reader->columns), line = scanner->line;
  struct ec_csv_field field = {.last = false};
  for (size_t c = 0; c < n_columns; c++) {
    ec_status status;
    if (field.last)
      return wrong_count(reader, line, c, false, error);
    status = ec_csv_scanner_next(scanner, c + 1, &field, error);
    if (status == EC_OK)
      status = take(reader->columns, c, row, &field, error);
    if (status != EC_OK)
      return status;
  }
  return field.last ? EC_OK : wrong_count(reader, line, n_columns + 1, true, error);
}

/* Goes through the first rows, at most `n_wanted`; `take` gets every field. */
static ec_status
read_rows(struct reader *reader, size_t n_wanted, take_func take, const struct ec_job *job,
          size_t *n_read, struct ec_error *error)
{
  const char *end = reader->text + reader->length;
  size_t row = 0, max_rows = reader->options->max_rows;
  bool one_column = ec_csv_columns_count(reader->columns) == 1;
  struct ec_csv_scanner scanner;
  ec_status status = EC_OK;
  ec_csv_scanner_init(&scanner, reader->body, (size_t)(end - reader->body),
                      reader->options->delimiter, reader->options->max_field_bytes);
  scanner.line = reader->body_line;
  while (status == EC_OK && row < n_wanted && !ec_csv_scanner_at_end(&scanner)) {
    const char *at = scanner.at;
    size_t line = scanner.line;
    /* An empty line is nothing where rows have several fields, and at the end. */
    if (ec_csv_scanner_skip_line_end(&scanner)) {
      if (!one_column || ec_csv_scanner_at_end(&scanner))
        continue;
      scanner.at = at;
      scanner.line = line;
    }
    if (row == max_rows) {
      status = ec_error_set_at(error, EC_ERROR_LIMIT, scanner.line, 0,
                               "line %zu: the file has more than %zu rows", scanner.line, max_rows);
      break;
    }
    status = read_row(reader, &scanner, row, take, error);
    row++;
    if (row % ROWS_PER_REPORT == 0 && status == EC_OK) {
      ec_job_report(job, (double)(scanner.at - reader->text) / (double)reader->length,
                    "reading the table");
      status = ec_job_check(job, error);
    }
  }
  ec_csv_scanner_clear(&scanner);
  *n_read = row;
  return status;
}

static ec_status
read_table(struct reader *reader, const struct ec_job *job, struct ec_table **table,
           struct ec_error *error)
{
  struct ec_job first = ec_job_part(job, 0.0, 0.6), second = ec_job_part(job, 0.6, 1.0);
  size_t n_columns, n_rows = 0, n_again = 0;
  ec_status status = read_header(reader, error);
  if (status == EC_OK)
    status = ec_csv_columns_begin(reader->columns, bound_rows(reader), error);
  if (status == EC_OK)
    status = read_rows(reader, SIZE_MAX, ec_csv_columns_take, &first, &n_rows, error);
  if (status != EC_OK)
    return status;
  n_columns = ec_csv_columns_count(reader->columns);
  if (n_rows == 0)
    return ec_error_set_at(error, EC_ERROR_EMPTY, reader->body_line, 0,
                           "the file has a header with %zu column%s, but no rows below it",
                           n_columns, n_columns == 1 ? "" : "s");
  n_again = ec_csv_columns_rows_again(reader->columns);
  status = read_rows(reader, n_again, ec_csv_columns_take_again, &second, &n_again, error);
  if (status == EC_OK)
    status = ec_csv_columns_finish(reader->columns, n_rows, table, error);
  return status;
}

ec_status
ec_csv_read(const char *text, size_t length, const struct ec_csv_options *options,
            const struct ec_job *job, struct ec_table **table, struct ec_error *error)
{
  static const struct ec_csv_options defaults = EC_CSV_OPTIONS_INIT;
  static const char byte_order_mark[3] = {(char)0xef, (char)0xbb, (char)0xbf};
  struct reader reader = {.text = text, .length = length};
  ec_status status;
  reader.options = options != NULL ? options : &defaults;
  status = check_options(reader.options, error);
  if (status != EC_OK)
    return status;
  if (length > reader.options->max_bytes)
    return ec_error_set(error, EC_ERROR_LIMIT, "the file has %zu bytes; at most %zu are read",
                        length, reader.options->max_bytes);
  if (length >= sizeof byte_order_mark && memcmp(text, byte_order_mark, 3) == 0) {
    reader.text += sizeof byte_order_mark;
    reader.length -= sizeof byte_order_mark;
  }
  status = check_text(&reader, error);
  if (status != EC_OK)
    return status;
  reader.columns = ec_csv_columns_new(reader.options);
  if (reader.columns == NULL)
    return ec_error_no_memory(error, "the table");
  status = read_table(&reader, job, table, error);
  ec_csv_columns_free(reader.columns);
  return status;
}
