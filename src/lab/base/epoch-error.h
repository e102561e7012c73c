/* The errors of the lab, as every layer above the core sees them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EpochLabError:
 * @EPOCH_LAB_ERROR_INPUT: what was given can not be used; the message says what, where, and
 *   what would be right
 * @EPOCH_LAB_ERROR_NOT_FOUND: no experiment, data set, column or file has that name
 * @EPOCH_LAB_ERROR_FILE: a file could not be read or written
 * @EPOCH_LAB_ERROR_LIMIT: a file or table is larger than the lab works with
 * @EPOCH_LAB_ERROR_CHECKSUM: a data file differs from the one its card describes
 * @EPOCH_LAB_ERROR_NUMERIC: the numbers have no solution
 * @EPOCH_LAB_ERROR_CANCELLED: stopped because somebody asked for it
 * @EPOCH_LAB_ERROR_MEMORY: not enough memory
 * @EPOCH_LAB_ERROR_CHILD: the training program could not be started, or broke off
 */
typedef enum {
  EPOCH_LAB_ERROR_INPUT,
  EPOCH_LAB_ERROR_NOT_FOUND,
  EPOCH_LAB_ERROR_FILE,
  EPOCH_LAB_ERROR_LIMIT,
  EPOCH_LAB_ERROR_CHECKSUM,
  EPOCH_LAB_ERROR_NUMERIC,
  EPOCH_LAB_ERROR_CANCELLED,
  EPOCH_LAB_ERROR_MEMORY,
  EPOCH_LAB_ERROR_CHILD,
} EpochLabError;

#define EPOCH_LAB_ERROR (epoch_lab_error_quark())

GQuark epoch_lab_error_quark(void);

G_END_DECLS
