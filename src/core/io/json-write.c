#include "config.h"

#include "io/json.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

/* A text that grows; once memory has run out it stays as it is. */
struct buffer {
  char *text;
  size_t length, size;
  bool failed;
};

static void
put(struct buffer *buffer, const char *text, size_t length)
{
  if (buffer->failed)
    return;
  if (length + 1 > buffer->size - buffer->length) {
    size_t size = buffer->size * 2 > buffer->length + length + 1 ? buffer->size * 2
                                                                 : buffer->length + length + 256;
    char *grown = ec_resize(buffer->text, buffer->length, size, 1);
    if (grown == NULL) {
      buffer->failed = true;
      return;
    }
    buffer->text = grown;
    buffer->size = size;
  }
  memcpy(buffer->text + buffer->length, text, length);
  buffer->length += length;
  buffer->text[buffer->length] = '\0';
}

static void
put_plain(struct buffer *buffer, const char *text)
{
  put(buffer, text, strlen(text));
}

const char *
ec_json_number(double value, char *text)
{
  char *comma;
  if (!isfinite(value))
    return strcpy(text, "null");
  snprintf(text, EC_JSON_NUMBER_SIZE, "%.17g", value);
  /* Printing follows the locale; what is kept must not. */
  comma = strstr(text, localeconv()->decimal_point);
  if (comma != NULL) {
    size_t length = strlen(localeconv()->decimal_point);
    memmove(comma + 1, comma + length, strlen(comma + length) + 1);
    *comma = '.';
  }
  return text;
}

static void
put_number(struct buffer *buffer, double value)
{
  char text[EC_JSON_NUMBER_SIZE];
  put_plain(buffer, ec_json_number(value, text));
}

static void
put_text(struct buffer *buffer, const char *text)
{
  put_plain(buffer, "\"");
  for (; *text != '\0'; text++) {
    char escape[8];
    if (*text == '"' || *text == '\\') {
      escape[0] = '\\';
      escape[1] = *text;
      put(buffer, escape, 2);
    } else if ((unsigned char)*text < 0x20) {
      snprintf(escape, sizeof escape, "\\u%04x", (unsigned)(unsigned char)*text);
      put_plain(buffer, escape);
    } else {
      put(buffer, text, 1);
    }
  }
  put_plain(buffer, "\"");
}

static void
put_numbers(struct buffer *buffer, const struct ec_record *record, const char *key)
{
  const double *values;
  size_t n;
  if (ec_record_get_numbers(record, key, &values, &n, NULL) != EC_OK)
    return;
  put_plain(buffer, "[");
  for (size_t i = 0; i < n; i++) {
    put_plain(buffer, i == 0 ? "" : ", ");
    put_number(buffer, values[i]);
  }
  put_plain(buffer, "]");
}

static void
put_texts(struct buffer *buffer, const struct ec_record *record, const char *key)
{
  const char *const *values;
  size_t n;
  if (ec_record_get_texts(record, key, &values, &n, NULL) != EC_OK)
    return;
  put_plain(buffer, "[");
  for (size_t i = 0; i < n; i++) {
    put_plain(buffer, i == 0 ? "" : ", ");
    put_text(buffer, values[i]);
  }
  put_plain(buffer, "]");
}

static void
put_member(struct buffer *buffer, const struct ec_record *record, size_t member)
{
  const char *key = ec_record_get_key(record, member), *text = "";
  double number = 0.0;
  bool truth = false;
  switch (ec_record_get_type(record, member)) {
  case EC_MEMBER_NUMBER:
    ec_record_get_number(record, key, &number, NULL);
    put_number(buffer, number);
    break;
  case EC_MEMBER_BOOLEAN:
    ec_record_get_boolean(record, key, &truth, NULL);
    put_plain(buffer, truth ? "true" : "false");
    break;
  case EC_MEMBER_TEXT:
    ec_record_get_text(record, key, &text, NULL);
    put_text(buffer, text);
    break;
  case EC_MEMBER_NUMBERS:
    put_numbers(buffer, record, key);
    break;
  case EC_MEMBER_TEXTS:
    put_texts(buffer, record, key);
    break;
  }
}

ec_status
ec_json_write(const struct ec_record *record, char **text, size_t *length, struct ec_error *error)
{
  struct buffer buffer = {NULL, 0, 0, false};
  size_t n = ec_record_n_members(record);
  put_plain(&buffer, "{");
  for (size_t i = 0; i < n; i++) {
    put_plain(&buffer, i == 0 ? "\n  " : ",\n  ");
    put_text(&buffer, ec_record_get_key(record, i));
    put_plain(&buffer, ": ");
    put_member(&buffer, record, i);
  }
  put_plain(&buffer, n == 0 ? "}\n" : "\n}\n");
  if (buffer.failed) {
    ec_free(buffer.text);
    return ec_error_no_memory(error, "the file's text");
  }
  *text = buffer.text;
  *length = buffer.length;
  return EC_OK;
}
