/* What the tests of the core share. */
#pragma once

#include <glib.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/status.h"
#include "linalg/matrix.h"

/* Fails with the error's message where the call did not succeed. */
#define assert_ok(call)                                                                            \
  do {                                                                                             \
    ec_status assert_status = (call);                                                              \
    if (assert_status != EC_OK)                                                                    \
      g_error("%s:%d: %s: %s: %s", __FILE__, __LINE__, #call, ec_status_name(assert_status),       \
              error.message);                                                                      \
  } while (0)

#define assert_status(call, expected)                                                              \
  do {                                                                                             \
    ec_status assert_found = (call);                                                               \
    g_assert_cmpstr(ec_status_name(assert_found), ==, ec_status_name(expected));                   \
    g_assert_cmpint(error.status, ==, expected);                                                   \
    g_assert_true(error.message[0] != '\0' && g_utf8_validate(error.message, -1, NULL));           \
  } while (0)

#define assert_contains(text, part)                                                                \
  do {                                                                                             \
    if (strstr((text), (part)) == NULL)                                                            \
      g_error("%s:%d: \"%s\" does not contain \"%s\"", __FILE__, __LINE__, (text), (part));        \
  } while (0)

/* The number of decimal digits to which `found` agrees with `expected`, at most 17. */
static inline double
digits(double found, double expected)
{
  double difference = fabs(found - expected);
  if (difference == 0.0)
    return 17.0;
  if (expected != 0.0)
    difference /= fabs(expected);
  return isfinite(difference) ? -log10(difference) : -300.0;
}

#define assert_digits(found, expected, least)                                                      \
  do {                                                                                             \
    double assert_f = (found), assert_e = (expected);                                              \
    if (!(digits(assert_f, assert_e) >= (least)))                                                  \
      g_error("%s:%d: %s is %.17g, not %.17g: %.1f digits agree, not %g", __FILE__, __LINE__,      \
              #found, assert_f, assert_e, digits(assert_f, assert_e), (double)(least));            \
  } while (0)

/* Lets the allocation with the given number, from 0, fail. */
struct failing {
  int countdown;
  int failed;
};

static inline bool
failing_hook(size_t size, void *data)
{
  struct failing *failing = data;
  if (g_atomic_int_add(&failing->countdown, -1) != 0)
    return true;
  g_atomic_int_set(&failing->failed, 1);
  return false;
}

/* Runs `func` once for each allocation that it makes, with that one failing, and once with none
 * failing. It has to return EC_ERROR_NO_MEMORY, and leave nothing behind, which the sanitizer
 * sees. Returns how many allocations there were. */
static inline int
fail_each_allocation(ec_status (*func)(void *data, struct ec_error *error), void *data)
{
  for (int n = 0;; n++) {
    struct failing failing = {n, 0};
    struct ec_error error = EC_ERROR_INIT;
    ec_status status;
    ec_memory_set_hook(failing_hook, &failing);
    status = func(data, &error);
    ec_memory_set_hook(NULL, NULL);
    if (!failing.failed) {
      if (status != EC_OK)
        g_error("without a failing allocation: %s", error.message);
      return n;
    }
    g_assert_cmpstr(ec_status_name(status), ==, ec_status_name(EC_ERROR_NO_MEMORY));
    g_assert_true(error.message[0] != '\0');
    g_assert_cmpint(n, <, 100000);
  }
}
