/* What a function of the core returns, and the error that says why.
 *
 * Every function of the core that can fail returns an ec_status and takes a struct ec_error last.
 * The error is the caller's, lives on its stack, and may be NULL where only the status counts.
 * Out-parameters are untouched on failure. Nothing in the core prints, aborts or exits. */
#pragma once

#include <stddef.h>

typedef enum ec_status {
  EC_OK = 0,
  EC_ERROR_NO_MEMORY,   /* an allocation failed */
  EC_ERROR_ARGUMENT,    /* a value that the caller chose is out of its range */
  EC_ERROR_CANCELLED,   /* the job was asked to stop, and did */
  EC_ERROR_LIMIT,       /* the input is larger than its limit allows */
  EC_ERROR_ENCODING,    /* the input is not UTF-8 text */
  EC_ERROR_SYNTAX,      /* the input breaks the rules of its format */
  EC_ERROR_EMPTY,       /* there is nothing to work on: no rows, no columns, no values */
  EC_ERROR_VALUE,       /* one value is not what it has to be: no number, missing, not finite */
  EC_ERROR_NOT_FOUND,   /* a named thing is not there: a column, a category, a key */
  EC_ERROR_SHAPE,       /* sizes do not fit each other */
  EC_ERROR_RANK,        /* columns depend on each other, so that no single answer exists */
  EC_ERROR_NOT_FITTED,  /* the model has not been fitted yet */
  EC_ERROR_UNSUPPORTED, /* the model can not do this, or the file is of a newer version */
  EC_N_STATUS
} ec_status;

enum { EC_ERROR_MESSAGE_SIZE = 512 };

struct ec_error {
  ec_status status;
  size_t line;   /* of the input, from 1; 0 where it has no lines */
  size_t column; /* of the input, from 1, in fields or in characters as the message says; or 0 */
  char message[EC_ERROR_MESSAGE_SIZE]; /* valid UTF-8, no final full stop, never empty on error */
};

#define EC_ERROR_INIT                                                                              \
  {                                                                                                \
    EC_OK, 0, 0, ""                                                                                \
  }

#if defined(__GNUC__)
#define EC_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define EC_PRINTF(text, first)
#endif

/* A short name of a status in English lower case ("no memory"); static, never NULL. */
const char *ec_status_name(ec_status status);

/* Fills `error` (may be NULL) and returns `status`, so that a failing function ends with
 * `return ec_error_set(error, EC_ERROR_VALUE, "…", …);`. A message that is too long is cut at a
 * character's boundary and ends in "…". Line and column become 0. */
ec_status ec_error_set(struct ec_error *error, ec_status status, const char *format, ...)
    EC_PRINTF(3, 4);

/* As ec_error_set(), with the place in the input at which it went wrong. */
ec_status ec_error_set_at(struct ec_error *error, ec_status status, size_t line, size_t column,
                          const char *format, ...) EC_PRINTF(5, 6);

/* Says that memory has run out while doing `what`, a noun ("the table"). */
ec_status ec_error_no_memory(struct ec_error *error, const char *what);

/* Copies `text` (any bytes, `length` of them) into `buffer` for use inside a message: control
 * characters and invalid UTF-8 become '?', and what does not fit is cut and ends in "…".
 * `size` is at least 8. Returns `buffer`. */
const char *ec_error_quote(char *buffer, size_t size, const char *text, size_t length);
