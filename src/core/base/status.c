#include "config.h"

#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

static const char ELLIPSIS[] = "…";

const char *
ec_status_name(ec_status status)
{
  static const char *const names[EC_N_STATUS] = {
      [EC_OK] = "ok",
      [EC_ERROR_NO_MEMORY] = "no memory",
      [EC_ERROR_ARGUMENT] = "wrong argument",
      [EC_ERROR_CANCELLED] = "cancelled",
      [EC_ERROR_LIMIT] = "over a limit",
      [EC_ERROR_ENCODING] = "wrong encoding",
      [EC_ERROR_SYNTAX] = "wrong syntax",
      [EC_ERROR_EMPTY] = "empty",
      [EC_ERROR_VALUE] = "wrong value",
      [EC_ERROR_NOT_FOUND] = "not found",
      [EC_ERROR_SHAPE] = "sizes differ",
      [EC_ERROR_RANK] = "dependent columns",
      [EC_ERROR_NOT_FITTED] = "not fitted",
      [EC_ERROR_UNSUPPORTED] = "not supported",
  };
  if ((unsigned)status >= EC_N_STATUS)
    return "unknown";
  return names[status];
}

/* Cuts `text`, which fills `size` bytes, so that it is whole characters and ends in "…". */
static void
cut(char *text, size_t size)
{
  size_t end = size - sizeof ELLIPSIS;
  while (end > 0 && ((unsigned char)text[end] & 0xc0) == 0x80)
    end--;
  memcpy(text + end, ELLIPSIS, sizeof ELLIPSIS);
}

static ec_status EC_PRINTF(5, 0) set(struct ec_error *error, ec_status status, size_t line,
                                     size_t column, const char *format, va_list arguments)
{
  int length;
  if (error == NULL)
    return status;
  error->status = status;
  error->line = line;
  error->column = column;
  length = vsnprintf(error->message, sizeof error->message, format, arguments);
  if (length < 0)
    snprintf(error->message, sizeof error->message, "%s", ec_status_name(status));
  else if ((size_t)length >= sizeof error->message)
    cut(error->message, sizeof error->message);
  return status;
}

ec_status
ec_error_set(struct ec_error *error, ec_status status, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  set(error, status, 0, 0, format, arguments);
  va_end(arguments);
  return status;
}

ec_status
ec_error_set_at(struct ec_error *error, ec_status status, size_t line, size_t column,
                const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  set(error, status, line, column, format, arguments);
  va_end(arguments);
  return status;
}

ec_status
ec_error_no_memory(struct ec_error *error, const char *what)
{
  return ec_error_set(error, EC_ERROR_NO_MEMORY, "there is not enough memory for %s", what);
}

const char *
ec_error_quote(char *buffer, size_t size, const char *text, size_t length)
{
  size_t from = 0, to = 0, cut_at = 0;
  while (from < length) {
    size_t n = ec_utf8_next(text + from, length - from);
    bool plain = n > 0 && (unsigned char)text[from] >= 0x20 && (unsigned char)text[from] != 0x7f;
    if (n == 0)
      n = 1;
    /* The last place at which there still is room for the ellipsis and its NUL. */
    if (to + sizeof ELLIPSIS <= size)
      cut_at = to;
    if (to + (plain ? n : 1) >= size) {
      memcpy(buffer + cut_at, ELLIPSIS, sizeof ELLIPSIS);
      return buffer;
    }
    if (plain)
      memcpy(buffer + to, text + from, n);
    else
      buffer[to] = '?';
    to += plain ? n : 1;
    from += n;
  }
  buffer[to] = '\0';
  return buffer;
}
