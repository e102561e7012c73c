#include "config.h"

#include "table/csv-scan.h"

#include <string.h>

#include "base/memory.h"

void
ec_csv_scanner_init(struct ec_csv_scanner *scanner, const char *text, size_t length, char delimiter,
                    size_t max_field_bytes)
{
  memset(scanner, 0, sizeof *scanner);
  scanner->at = text;
  scanner->end = text + length;
  scanner->line = 1;
  scanner->delimiter = delimiter;
  scanner->max_field_bytes = max_field_bytes;
  scanner->delimiters = UINT64_C(0x0101010101010101) * (unsigned char)delimiter;
}

void
ec_csv_scanner_clear(struct ec_csv_scanner *scanner)
{
  ec_free(scanner->scratch);
  scanner->scratch = NULL;
}

bool
ec_csv_scanner_at_end(const struct ec_csv_scanner *scanner)
{
  return scanner->at == scanner->end;
}

bool
ec_csv_scanner_skip_line_end(struct ec_csv_scanner *scanner)
{
  if (scanner->at == scanner->end || (*scanner->at != '\n' && *scanner->at != '\r'))
    return false;
  if (*scanner->at == '\r' && scanner->end - scanner->at > 1 && scanner->at[1] == '\n')
    scanner->at++;
  scanner->at++;
  scanner->line++;
  return true;
}

static ec_status
too_long(const struct ec_csv_scanner *scanner, size_t line, size_t number, struct ec_error *error)
{
  return ec_error_set_at(error, EC_ERROR_LIMIT, line, number,
                         "line %zu, field %zu: the field is longer than %zu bytes; is a closing "
                         "quote missing?",
                         line, number, scanner->max_field_bytes);
}

/* Finds the quote that closes the field whose text begins at `scanner->at`; counts lines and
 * doubled quotes on the way. NULL where there is none. */
static const char *
find_closing_quote(struct ec_csv_scanner *scanner, size_t *n_doubled)
{
  const char *at = scanner->at, *end = scanner->end;
  *n_doubled = 0;
  for (; at < end; at++) {
    if (*at == '"') {
      if (at + 1 == end || at[1] != '"')
        return at;
      at++;
      ++*n_doubled;
    } else if (*at == '\n' || (*at == '\r' && (at + 1 == end || at[1] != '\n'))) {
      scanner->line++;
    }
  }
  return NULL;
}

/* Copies quoted text to the scratch buffer with its doubled quotes made single. */
static const char *
undouble(struct ec_csv_scanner *scanner, const char *text, size_t length)
{
  size_t to = 0;
  if (scanner->scratch_size < length) {
    char *scratch = ec_alloc(length, 1);
    if (scratch == NULL)
      return NULL;
    ec_free(scanner->scratch);
    scanner->scratch = scratch;
    scanner->scratch_size = length;
  }
  for (size_t from = 0; from < length; from++) {
    scanner->scratch[to++] = text[from];
    if (text[from] == '"')
      from++;
  }
  return scanner->scratch;
}

static ec_status
next_quoted(struct ec_csv_scanner *scanner, size_t number, struct ec_csv_field *field,
            struct ec_error *error)
{
  size_t n_doubled;
  const char *begin = ++scanner->at, *close = find_closing_quote(scanner, &n_doubled);
  if (close == NULL)
    return ec_error_set_at(error, EC_ERROR_SYNTAX, field->line, number,
                           "line %zu, field %zu: the quote that opens here is never closed; put a "
                           "\" where the text ends",
                           field->line, number);
  field->quoted = true;
  field->text = begin;
  field->length = (size_t)(close - begin) - n_doubled;
  if (field->length > scanner->max_field_bytes)
    return too_long(scanner, field->line, number, error);
  if (n_doubled > 0) {
    field->text = undouble(scanner, begin, (size_t)(close - begin));
    if (field->text == NULL)
      return ec_error_no_memory(error, "a quoted field");
  }
  scanner->at = close + 1;
  if (scanner->at < scanner->end && *scanner->at != scanner->delimiter && *scanner->at != '\r' &&
      *scanner->at != '\n')
    return ec_error_set_at(error, EC_ERROR_SYNTAX, scanner->line, number,
                           "line %zu, field %zu: there is text after the closing quote; a quote "
                           "inside a quoted field is written twice (\"\")",
                           scanner->line, number);
  return EC_OK;
}

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
/* The high bit of each byte of `word` that equals that of `pattern`; bits above the lowest one may
 * be wrong, by borrowing (H. Warren, Hacker's Delight, 2nd ed., §6-1). */
static inline uint64_t
match(uint64_t word, uint64_t pattern)
{
  uint64_t difference = word ^ pattern;
  return (difference - UINT64_C(0x0101010101010101)) & ~difference & UINT64_C(0x8080808080808080);
}
#endif

/* The first byte at which an unquoted field ends, or must not go on. Eight bytes are looked at
 * together, for a loop over short fields would mispredict its end each time. */
static const char *
find_special(const struct ec_csv_scanner *scanner, const char *at)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  for (; scanner->end - at >= 8; at += 8) {
    uint64_t word, found;
    memcpy(&word, at, sizeof word);
    found = match(word, scanner->delimiters) | match(word, UINT64_C(0x0A0A0A0A0A0A0A0A)) |
            match(word, UINT64_C(0x0D0D0D0D0D0D0D0D)) | match(word, UINT64_C(0x2222222222222222));
    if (found != 0)
      return at + __builtin_ctzll(found) / 8;
  }
#endif
  while (at < scanner->end && *at != scanner->delimiter && *at != '\n' && *at != '\r' && *at != '"')
    at++;
  return at;
}

static ec_status
next_plain(struct ec_csv_scanner *scanner, size_t number, struct ec_csv_field *field,
           struct ec_error *error)
{
  const char *begin = scanner->at, *at = find_special(scanner, begin), *end = scanner->end;
  field->quoted = false;
  field->text = begin;
  field->length = (size_t)(at - begin);
  scanner->at = at;
  if (field->length > scanner->max_field_bytes)
    return too_long(scanner, field->line, number, error);
  if (at < end && *at == '"')
    return ec_error_set_at(error, EC_ERROR_SYNTAX, field->line, number,
                           "line %zu, field %zu: a quote stands inside a field that does not begin "
                           "with one; put the whole field in quotes and write the quote twice",
                           field->line, number);
  return EC_OK;
}

ec_status
ec_csv_scanner_next(struct ec_csv_scanner *scanner, size_t number, struct ec_csv_field *field,
                    struct ec_error *error)
{
  ec_status status;
  field->line = scanner->line;
  if (scanner->at < scanner->end && *scanner->at == '"')
    status = next_quoted(scanner, number, field, error);
  else
    status = next_plain(scanner, number, field, error);
  if (status != EC_OK)
    return status;
  if (scanner->at < scanner->end && *scanner->at == scanner->delimiter) {
    scanner->at++;
    field->last = false;
  } else {
    ec_csv_scanner_skip_line_end(scanner);
    field->last = true;
  }
  return EC_OK;
}
