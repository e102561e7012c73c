/* The one place at which the core's errors become GErrors. */
#pragma once

#include <glib.h>

#include "base/status.h"

/**
 * epoch_core_error_propagate:
 * @status: what a function of the core returned
 * @core_error: what it filled
 * @place: (nullable): what the error is about, such as a file name
 * @error: where to put the error
 *
 * Sets @error, unless @status is %EC_OK. With a @place the message begins with it, and with the
 * line and column where the core knows them: "houses.csv:7:3: column "rm": …".
 *
 * Returns: whether @status is %EC_OK
 */
gboolean epoch_core_error_propagate(ec_status status, const struct ec_error *core_error,
                                    const char *place, GError **error);
