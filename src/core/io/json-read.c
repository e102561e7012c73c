#include "config.h"

#include "io/json.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/number.h"
#include "base/utf8.h"

static const size_t MAX_LENGTH = (size_t)64 << 20;

struct reader {
  const char *begin, *at, *end;
  struct ec_arena *arena; /* for what is read until it stands in the record */
  struct ec_error *error;
};

/* A list while it grows. */
struct list {
  size_t n_values, n_allocated;
  double *numbers;
  const char **texts;
};

static ec_status
fail(const struct reader *reader, ec_status status, const char *what)
{
  size_t line = 1, column = 1;
  for (const char *at = reader->begin; at < reader->at; at++) {
    column++;
    if (*at == '\n') {
      line++;
      column = 1;
    }
  }
  return ec_error_set_at(reader->error, status, line, column, "line %zu, column %zu: %s", line,
                         column, what);
}

static void
skip_space(struct reader *reader)
{
  while (reader->at < reader->end &&
         (*reader->at == ' ' || *reader->at == '\t' || *reader->at == '\n' || *reader->at == '\r'))
    reader->at++;
}

/* Skips space, and then `c` where it is next; returns whether it was. */
static bool
accept(struct reader *reader, char c)
{
  skip_space(reader);
  if (reader->at == reader->end || *reader->at != c)
    return false;
  reader->at++;
  return true;
}

static bool
accept_word(struct reader *reader, const char *word)
{
  size_t length = strlen(word);
  if ((size_t)(reader->end - reader->at) < length || memcmp(reader->at, word, length) != 0)
    return false;
  reader->at += length;
  return true;
}

static int
hex_digit(char c)
{
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Reads the four digits of a \u escape; false where there are none. */
static bool
read_unit(struct reader *reader, unsigned *unit)
{
  unsigned value = 0;
  if (reader->end - reader->at < 4)
    return false;
  for (int i = 0; i < 4; i++) {
    int digit = hex_digit(reader->at[i]);
    if (digit < 0)
      return false;
    value = value * 16 + (unsigned)digit;
  }
  reader->at += 4;
  *unit = value;
  return true;
}

/* Reads the character that a \u escape stands for, of two units where it is beyond U+FFFF, and
 * writes it as UTF-8. NUL has no place in a text of C. */
static bool
read_unicode(struct reader *reader, char **to)
{
  unsigned c, low;
  if (!read_unit(reader, &c) || c == 0 || (c >= 0xdc00 && c <= 0xdfff))
    return false;
  if (c >= 0xd800 && c <= 0xdbff) {
    if (!accept_word(reader, "\\u") || !read_unit(reader, &low) || low < 0xdc00 || low > 0xdfff)
      return false;
    c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
  }
  if (c < 0x80) {
    *(*to)++ = (char)c;
  } else if (c < 0x800) {
    *(*to)++ = (char)(0xc0 | c >> 6);
    *(*to)++ = (char)(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    *(*to)++ = (char)(0xe0 | c >> 12);
    *(*to)++ = (char)(0x80 | (c >> 6 & 0x3f));
    *(*to)++ = (char)(0x80 | (c & 0x3f));
  } else {
    *(*to)++ = (char)(0xf0 | c >> 18);
    *(*to)++ = (char)(0x80 | (c >> 12 & 0x3f));
    *(*to)++ = (char)(0x80 | (c >> 6 & 0x3f));
    *(*to)++ = (char)(0x80 | (c & 0x3f));
  }
  return true;
}

static bool
read_escape(struct reader *reader, char **to)
{
  static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
  const char *letter;
  if (reader->at == reader->end || *reader->at == '\0')
    return false;
  if (*reader->at == 'u') {
    reader->at++;
    return read_unicode(reader, to);
  }
  letter = strchr(letters, *reader->at);
  if (letter == NULL)
    return false;
  reader->at++;
  *(*to)++ = meanings[letter - letters];
  return true;
}

/* Reads a string behind its opening quote. No escape is shorter than what it stands for, so the
 * text up to the closing quote has room for all. */
static ec_status
read_string(struct reader *reader, const char **text)
{
  const char *close = reader->at;
  char *made, *to;
  while (close < reader->end && *close != '"')
    close += *close == '\\' && close + 1 < reader->end ? 2 : 1;
  if (close >= reader->end)
    return fail(reader, EC_ERROR_SYNTAX, "the string is not closed");
  made = to = ec_arena_alloc(reader->arena, (size_t)(close - reader->at) + 1, 1);
  if (made == NULL)
    return ec_error_no_memory(reader->error, "a string");
  while (*reader->at != '"') {
    if ((unsigned char)*reader->at < 0x20)
      return fail(reader, EC_ERROR_SYNTAX, "a control character has to be written as an escape");
    if (*reader->at != '\\') {
      *to++ = *reader->at++;
      continue;
    }
    reader->at++;
    if (!read_escape(reader, &to))
      return fail(reader, EC_ERROR_SYNTAX, "the escape is not one that JSON has");
  }
  reader->at++;
  *text = made;
  return EC_OK;
}

/* JSON's numbers are those of CSV without a leading +, superfluous zeros and bare points. */
static bool
is_json_number(const char *text, size_t length)
{
  const char *at = text, *end = text + length;
  if (at < end && *at == '-')
    at++;
  if (at == end || *at < '0' || *at > '9')
    return false;
  if (*at == '0' && at + 1 < end && at[1] >= '0' && at[1] <= '9')
    return false;
  for (; at < end; at++) {
    if (*at == '.' && (at + 1 == end || at[1] < '0' || at[1] > '9'))
      return false;
  }
  return true;
}

static ec_status
read_number(struct reader *reader, double *value)
{
  const char *at = reader->at;
  size_t length;
  if (accept_word(reader, "null")) {
    *value = NAN;
    return EC_OK;
  }
  while (at < reader->end && (strchr("+-.eE", *at) != NULL || (*at >= '0' && *at <= '9')) &&
         *at != '\0')
    at++;
  length = (size_t)(at - reader->at);
  if (!is_json_number(reader->at, length) || !ec_number_parse(reader->at, length, value))
    return fail(reader, EC_ERROR_SYNTAX,
                "a number, a string, true, false, null or a list of numbers or strings is missing "
                "here");
  reader->at = at;
  return EC_OK;
}

static bool
reserve(struct reader *reader, struct list *list)
{
  size_t n = list->n_allocated == 0 ? 16 : list->n_allocated * 2;
  double *numbers;
  const char **texts;
  if (list->n_values < list->n_allocated)
    return true;
  numbers = ec_arena_alloc(reader->arena, n, sizeof *numbers);
  texts = ec_arena_alloc(reader->arena, n, sizeof *texts);
  if (numbers == NULL || texts == NULL)
    return false;
  if (list->n_values > 0) {
    memcpy(numbers, list->numbers, list->n_values * sizeof *numbers);
    memcpy(texts, list->texts, list->n_values * sizeof *texts);
  }
  list->numbers = numbers;
  list->texts = texts;
  list->n_allocated = n;
  return true;
}

/* Reads a list behind its opening bracket; what its first value is, all have to be. */
static ec_status
read_list(struct reader *reader, const char *key, struct ec_record *record)
{
  struct list list = {0, 0, NULL, NULL};
  bool texts = false;
  if (accept(reader, ']'))
    return ec_record_add_numbers(record, key, NULL, 0, reader->error);
  do {
    bool text = accept(reader, '"');
    ec_status status;
    if (list.n_values == 0)
      texts = text;
    if (text != texts)
      return fail(reader, EC_ERROR_SYNTAX, "a list has to hold numbers only, or strings only");
    if (!reserve(reader, &list))
      return ec_error_no_memory(reader->error, "a list");
    status = text ? read_string(reader, &list.texts[list.n_values])
                  : read_number(reader, &list.numbers[list.n_values]);
    if (status != EC_OK)
      return status;
    list.n_values++;
  } while (accept(reader, ','));
  if (!accept(reader, ']'))
    return fail(reader, EC_ERROR_SYNTAX, "a comma or ] is missing here");
  if (texts)
    return ec_record_add_texts(record, key, list.texts, list.n_values, reader->error);
  return ec_record_add_numbers(record, key, list.numbers, list.n_values, reader->error);
}

static ec_status
read_value(struct reader *reader, const char *key, struct ec_record *record)
{
  const char *text = NULL;
  double number = 0.0;
  ec_status status;
  if (accept(reader, '['))
    return read_list(reader, key, record);
  if (accept(reader, '"')) {
    status = read_string(reader, &text);
    return status != EC_OK ? status : ec_record_add_text(record, key, text, reader->error);
  }
  if (accept_word(reader, "true"))
    return ec_record_add_boolean(record, key, true, reader->error);
  if (accept_word(reader, "false"))
    return ec_record_add_boolean(record, key, false, reader->error);
  if (accept(reader, '{'))
    return fail(reader, EC_ERROR_SYNTAX, "an object within the object has no meaning here");
  status = read_number(reader, &number);
  return status != EC_OK ? status : ec_record_add_number(record, key, number, reader->error);
}

static ec_status
read_members(struct reader *reader, struct ec_record *record)
{
  if (!accept(reader, '{'))
    return fail(reader, EC_ERROR_SYNTAX, "the file has to be one object, which begins with {");
  if (accept(reader, '}'))
    return EC_OK;
  do {
    const char *key;
    ec_status status;
    if (!accept(reader, '"'))
      return fail(reader, EC_ERROR_SYNTAX, "the name of a member, in quotes, is missing here");
    status = read_string(reader, &key);
    if (status != EC_OK)
      return status;
    if (!accept(reader, ':'))
      return fail(reader, EC_ERROR_SYNTAX, "a colon is missing here");
    status = read_value(reader, key, record);
    /* The record does not know of lines. */
    if (status == EC_ERROR_ARGUMENT)
      return fail(reader, EC_ERROR_SYNTAX, "a member with this name was there already");
    if (status != EC_OK)
      return status;
  } while (accept(reader, ','));
  if (!accept(reader, '}'))
    return fail(reader, EC_ERROR_SYNTAX, "a comma or } is missing here");
  skip_space(reader);
  if (reader->at < reader->end)
    return fail(reader, EC_ERROR_SYNTAX, "there is text after the end of the object");
  return EC_OK;
}

ec_status
ec_json_read(const char *text, size_t length, struct ec_record **record, struct ec_error *error)
{
  struct reader reader = {text, text, text + length, NULL, error};
  struct ec_record *made;
  size_t valid;
  ec_status status;
  if (length > MAX_LENGTH)
    return ec_error_set(error, EC_ERROR_LIMIT, "the file has %zu bytes; at most %zu are read",
                        length, MAX_LENGTH);
  valid = ec_utf8_valid_length(text, length);
  if (valid < length) {
    reader.at = text + valid;
    return fail(&reader, EC_ERROR_ENCODING, "the file is not UTF-8");
  }
  made = ec_record_new();
  reader.arena = ec_arena_new(0);
  if (made == NULL || reader.arena == NULL)
    status = ec_error_no_memory(error, "the file");
  else
    status = read_members(&reader, made);
  ec_arena_free(reader.arena);
  if (status == EC_OK)
    *record = made;
  else
    ec_record_free(made);
  return status;
}
