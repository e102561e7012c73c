#include "config.h"

#include "model/record-copy-private.h"

#include <glib.h>
#include <string.h>

static ec_status
copy_lists(const struct ec_record *from, const char *key, gboolean texts, struct ec_record *to,
           const char *name, struct ec_error *error)
{
  const double *numbers = NULL;
  const char *const *strings = NULL;
  size_t n = 0;
  ec_status status = texts ? ec_record_get_texts(from, key, &strings, &n, error)
                           : ec_record_get_numbers(from, key, &numbers, &n, error);

  if (status != EC_OK) {
    return status;
  }
  return texts ? ec_record_add_texts(to, name, strings, n, error)
               : ec_record_add_numbers(to, name, numbers, n, error);
}

static ec_status
copy_member(const struct ec_record *from, size_t member, struct ec_record *to, const char *name,
            struct ec_error *error)
{
  const char *key = ec_record_get_key(from, member);
  const char *text = NULL;
  double number = 0;
  bool boolean = false;
  ec_status status;

  switch (ec_record_get_type(from, member)) {
  case EC_MEMBER_NUMBER:
    status = ec_record_get_number(from, key, &number, error);
    return status == EC_OK ? ec_record_add_number(to, name, number, error) : status;
  case EC_MEMBER_BOOLEAN:
    status = ec_record_get_boolean(from, key, &boolean, error);
    return status == EC_OK ? ec_record_add_boolean(to, name, boolean, error) : status;
  case EC_MEMBER_TEXT:
    status = ec_record_get_text(from, key, &text, error);
    return status == EC_OK ? ec_record_add_text(to, name, text, error) : status;
  case EC_MEMBER_TEXTS:
    return copy_lists(from, key, TRUE, to, name, error);
  case EC_MEMBER_NUMBERS:
  default:
    return copy_lists(from, key, FALSE, to, name, error);
  }
}

ec_status
record_copy_into(const struct ec_record *from, const char *prefix, struct ec_record *to,
                 struct ec_error *error)
{
  ec_status status = EC_OK;

  for (size_t i = 0; status == EC_OK && i < ec_record_n_members(from); i++) {
    g_autofree char *name = g_strconcat(prefix, ec_record_get_key(from, i), NULL);

    status = copy_member(from, i, to, name, error);
  }
  return status;
}

ec_status
record_copy_below(const struct ec_record *from, const char *prefix, struct ec_record *to,
                  struct ec_error *error)
{
  ec_status status = EC_OK;

  for (size_t i = 0; status == EC_OK && i < ec_record_n_members(from); i++) {
    const char *key = ec_record_get_key(from, i);

    if (g_str_has_prefix(key, prefix)) {
      status = copy_member(from, i, to, key + strlen(prefix), error);
    }
  }
  return status;
}
