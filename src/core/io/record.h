/* A record: named numbers, texts, and lists of them, in the order in which they were added. What a
 * model saves and loads, between its own memory and whatever file it comes to stand in.
 *
 * As a file it is one flat JSON object; see io/json.h. All is copied in and owned by the record. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

struct ec_record;

enum ec_member_type {
  EC_MEMBER_NUMBER,
  EC_MEMBER_BOOLEAN,
  EC_MEMBER_TEXT,
  EC_MEMBER_NUMBERS,
  EC_MEMBER_TEXTS,
};

/* An empty record, owned by the caller. NULL where memory runs out. */
struct ec_record *ec_record_new(void);
void ec_record_free(struct ec_record *record);

/* Add a member. ARGUMENT where the key is taken, NO_MEMORY. Numbers may be NaN (nothing is known);
 * texts are UTF-8. */
ec_status ec_record_add_number(struct ec_record *record, const char *key, double value,
                               struct ec_error *error);
ec_status ec_record_add_boolean(struct ec_record *record, const char *key, bool value,
                                struct ec_error *error);
ec_status ec_record_add_text(struct ec_record *record, const char *key, const char *value,
                             struct ec_error *error);
ec_status ec_record_add_numbers(struct ec_record *record, const char *key, const double *values,
                                size_t n_values, struct ec_error *error);
ec_status ec_record_add_texts(struct ec_record *record, const char *key, const char *const *values,
                              size_t n_values, struct ec_error *error);

/* Read a member; what is returned is borrowed. NOT_FOUND where it is not there, VALUE where it is
 * of another type; the message names the key. An empty list is both numbers and texts. */
ec_status ec_record_get_number(const struct ec_record *record, const char *key, double *value,
                               struct ec_error *error);
ec_status ec_record_get_boolean(const struct ec_record *record, const char *key, bool *value,
                                struct ec_error *error);
ec_status ec_record_get_text(const struct ec_record *record, const char *key, const char **value,
                             struct ec_error *error);
ec_status ec_record_get_numbers(const struct ec_record *record, const char *key,
                                const double **values, size_t *n_values, struct ec_error *error);
ec_status ec_record_get_texts(const struct ec_record *record, const char *key,
                              const char *const **values, size_t *n_values, struct ec_error *error);

/* Whether there is a member with that key. */
bool ec_record_has(const struct ec_record *record, const char *key);

/* The members in their order. */
size_t ec_record_n_members(const struct ec_record *record);
const char *ec_record_get_key(const struct ec_record *record, size_t member);
enum ec_member_type ec_record_get_type(const struct ec_record *record, size_t member);
