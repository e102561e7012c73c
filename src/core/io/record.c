#include "config.h"

#include "io/record.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/memory.h"

struct member {
  const char *key;
  enum ec_member_type type;
  double number; /* of a number; 0 or 1 of a boolean */
  const char *text;
  size_t n_values;
  const double *numbers;
  const char *const *texts;
};

struct ec_record {
  struct ec_arena *arena; /* owns all that members point to */
  struct member *members;
  size_t n_members, n_allocated;
};

struct ec_record *
ec_record_new(void)
{
  struct ec_record *record = ec_alloc_zero(1, sizeof *record);
  if (record == NULL)
    return NULL;
  record->arena = ec_arena_new(0);
  if (record->arena == NULL) {
    ec_free(record);
    return NULL;
  }
  return record;
}

void
ec_record_free(struct ec_record *record)
{
  if (record == NULL)
    return;
  ec_arena_free(record->arena);
  ec_free(record->members);
  ec_free(record);
}

static const struct member *
find(const struct ec_record *record, const char *key)
{
  for (size_t i = 0; i < record->n_members; i++) {
    if (strcmp(record->members[i].key, key) == 0)
      return &record->members[i];
  }
  return NULL;
}

static ec_status
no_memory(struct ec_error *error)
{
  return ec_error_no_memory(error, "a record");
}

static ec_status
append(struct ec_record *record, const char *key, struct member member, struct ec_error *error)
{
  char quoted[80];
  if (find(record, key) != NULL)
    return ec_error_set(error, EC_ERROR_ARGUMENT, "the member \"%s\" is there twice",
                        ec_error_quote(quoted, sizeof quoted, key, strlen(key)));
  if (record->n_members == record->n_allocated) {
    size_t n = record->n_allocated == 0 ? 8 : record->n_allocated * 2;
    struct member *members = ec_resize(record->members, record->n_members, n, sizeof *members);
    if (members == NULL)
      return no_memory(error);
    record->members = members;
    record->n_allocated = n;
  }
  member.key = ec_arena_copy_text(record->arena, key, strlen(key));
  if (member.key == NULL)
    return no_memory(error);
  record->members[record->n_members++] = member;
  return EC_OK;
}

ec_status
ec_record_add_number(struct ec_record *record, const char *key, double value,
                     struct ec_error *error)
{
  struct member member = {.type = EC_MEMBER_NUMBER, .number = value};
  return append(record, key, member, error);
}

ec_status
ec_record_add_boolean(struct ec_record *record, const char *key, bool value, struct ec_error *error)
{
  struct member member = {.type = EC_MEMBER_BOOLEAN, .number = value ? 1.0 : 0.0};
  return append(record, key, member, error);
}

ec_status
ec_record_add_text(struct ec_record *record, const char *key, const char *value,
                   struct ec_error *error)
{
  struct member member = {.type = EC_MEMBER_TEXT};
  member.text = ec_arena_copy_text(record->arena, value, strlen(value));
  if (member.text == NULL)
    return no_memory(error);
  return append(record, key, member, error);
}

ec_status
ec_record_add_numbers(struct ec_record *record, const char *key, const double *values,
                      size_t n_values, struct ec_error *error)
{
  struct member member = {.type = EC_MEMBER_NUMBERS, .n_values = n_values};
  double *copy = ec_arena_alloc(record->arena, n_values, sizeof *copy);
  if (copy == NULL)
    return no_memory(error);
  if (n_values > 0)
    memcpy(copy, values, n_values * sizeof *copy);
  member.numbers = copy;
  return append(record, key, member, error);
}

ec_status
ec_record_add_texts(struct ec_record *record, const char *key, const char *const *values,
                    size_t n_values, struct ec_error *error)
{
  struct member member = {.type = EC_MEMBER_TEXTS, .n_values = n_values};
  const char **copy = ec_arena_alloc(record->arena, n_values, sizeof *copy);
  if (copy == NULL)
    return no_memory(error);
  for (size_t i = 0; i < n_values; i++) {
    copy[i] = ec_arena_copy_text(record->arena, values[i], strlen(values[i]));
    if (copy[i] == NULL)
      return no_memory(error);
  }
  member.texts = copy;
  return append(record, key, member, error);
}

/* Finds a member and checks its type. */
static ec_status
get(const struct ec_record *record, const char *key, enum ec_member_type type,
    const struct member **member, struct ec_error *error)
{
  static const char *const kinds[] = {"a number", "true or false", "a text", "a list of numbers",
                                      "a list of texts"};
  const struct member *found = find(record, key);
  bool list = type == EC_MEMBER_NUMBERS || type == EC_MEMBER_TEXTS;
  if (found == NULL)
    return ec_error_set(error, EC_ERROR_NOT_FOUND, "the member \"%s\" is missing; it has to be %s",
                        key, kinds[type]);
  /* What an empty list is a list of can not be told. */
  if (found->type != type &&
      !(list && (found->type == EC_MEMBER_NUMBERS || found->type == EC_MEMBER_TEXTS) &&
        found->n_values == 0))
    return ec_error_set(error, EC_ERROR_VALUE, "the member \"%s\" is %s; it has to be %s", key,
                        kinds[found->type], kinds[type]);
  *member = found;
  return EC_OK;
}

ec_status
ec_record_get_number(const struct ec_record *record, const char *key, double *value,
                     struct ec_error *error)
{
  const struct member *member;
  ec_status status = get(record, key, EC_MEMBER_NUMBER, &member, error);
  if (status == EC_OK)
    *value = member->number;
  return status;
}

ec_status
ec_record_get_boolean(const struct ec_record *record, const char *key, bool *value,
                      struct ec_error *error)
{
  const struct member *member;
  ec_status status = get(record, key, EC_MEMBER_BOOLEAN, &member, error);
  if (status == EC_OK)
    *value = member->number != 0.0;
  return status;
}

ec_status
ec_record_get_text(const struct ec_record *record, const char *key, const char **value,
                   struct ec_error *error)
{
  const struct member *member;
  ec_status status = get(record, key, EC_MEMBER_TEXT, &member, error);
  if (status == EC_OK)
    *value = member->text;
  return status;
}

ec_status
ec_record_get_numbers(const struct ec_record *record, const char *key, const double **values,
                      size_t *n_values, struct ec_error *error)
{
  const struct member *member;
  ec_status status = get(record, key, EC_MEMBER_NUMBERS, &member, error);
  if (status == EC_OK) {
    *values = member->numbers;
    *n_values = member->n_values;
  }
  return status;
}

ec_status
ec_record_get_texts(const struct ec_record *record, const char *key, const char *const **values,
                    size_t *n_values, struct ec_error *error)
{
  const struct member *member;
  ec_status status = get(record, key, EC_MEMBER_TEXTS, &member, error);
  if (status == EC_OK) {
    *values = member->texts;
    *n_values = member->n_values;
  }
  return status;
}

bool
ec_record_has(const struct ec_record *record, const char *key)
{
  return find(record, key) != NULL;
}

size_t
ec_record_n_members(const struct ec_record *record)
{
  return record->n_members;
}

const char *
ec_record_get_key(const struct ec_record *record, size_t member)
{
  assert(member < record->n_members);
  return record->members[member].key;
}

enum ec_member_type
ec_record_get_type(const struct ec_record *record, size_t member)
{
  assert(member < record->n_members);
  return record->members[member].type;
}
