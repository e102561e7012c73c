/* Records within records: the members of one, with a prefix before their names, among those of
 * another. */
#pragma once

#include "io/record.h"

/* Adds all members of @from to @to, each named @prefix and its own name. */
ec_status record_copy_into(const struct ec_record *from, const char *prefix, struct ec_record *to,
                           struct ec_error *error);

/* Adds those members of @from whose names begin with @prefix to @to, without it. */
ec_status record_copy_below(const struct ec_record *from, const char *prefix, struct ec_record *to,
                            struct ec_error *error);
