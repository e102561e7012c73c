/* One column of a data set's card. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * EpochColumnRole:
 * @EPOCH_COLUMN_FEATURE: may go into a model
 * @EPOCH_COLUMN_TARGET: what is predicted
 * @EPOCH_COLUMN_LEFT_OUT: is in the table but stays out unless chosen; there is a reason
 */
typedef enum {
  EPOCH_COLUMN_FEATURE,
  EPOCH_COLUMN_TARGET,
  EPOCH_COLUMN_LEFT_OUT,
} EpochColumnRole;

#define EPOCH_TYPE_COLUMN (epoch_column_get_type())
G_DECLARE_FINAL_TYPE(EpochColumn, epoch_column, EPOCH, COLUMN, GObject)

/* Its name in the file's header. Also the property "name". */
const char *epoch_column_get_name(EpochColumn *self);
/* What people call it: "Rooms per dwelling". Also "label". */
const char *epoch_column_get_label(EpochColumn *self);
/* "number" or "category". Also "kind". */
const char *epoch_column_get_kind(EpochColumn *self);
/* "rooms", "$1000"; empty where it has none. Also "unit". */
const char *epoch_column_get_unit(EpochColumn *self);
/* One or two sentences. Also "description". */
const char *epoch_column_get_description(EpochColumn *self);
EpochColumnRole epoch_column_get_role(EpochColumn *self);
/* Why it is left out (Markdown); empty for other columns. Also "reason". */
const char *epoch_column_get_reason(EpochColumn *self);

G_END_DECLS
