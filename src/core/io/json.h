/* Records as JSON text (RFC 8259): one flat object whose members are numbers, booleans, strings,
 * and lists of numbers or of strings.
 *
 * Numbers are written with 17 significant digits, in the C locale's form whatever the locale is,
 * so that reading gives the same bits. NaN and infinities, which JSON does not have, become null,
 * and null is read as NaN. */
#pragma once

#include <stddef.h>

#include "base/status.h"
#include "io/record.h"

/* Room for any double as ec_json_number() writes it, with the final NUL. */
enum { EC_JSON_NUMBER_SIZE = 32 };

/* Writes a number as above; returns `text`, which has EC_JSON_NUMBER_SIZE bytes. */
const char *ec_json_number(double value, char *text);

/* The record as JSON, one member a line, with a final newline and NUL; freed with ec_free(). */
ec_status ec_json_write(const struct ec_record *record, char **text, size_t *length,
                        struct ec_error *error);

/* Reads what ec_json_write() writes, in whatever layout. Nested objects and mixed lists are
 * refused, as is whatever is not JSON, with line and column (in bytes). At most 64 MiB. */
ec_status ec_json_read(const char *text, size_t length, struct ec_record **record,
                       struct ec_error *error);
