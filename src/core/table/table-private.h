/* What the readers of files need to build a table without copying columns. */
#pragma once

#include "table/dictionary.h"
#include "table/table.h"

/* Append a column whose memory the table takes over where it succeeds, and only then. `values`
 * and `codes` come from ec_alloc(); `levels` is one reference. Errors as ec_table_add_numbers(). */
ec_status ec_table_take_numbers(struct ec_table *table, const char *name, double *values,
                                struct ec_error *error);
ec_status ec_table_take_codes(struct ec_table *table, const char *name, int32_t *codes,
                              struct ec_levels *levels, struct ec_error *error);
