/* EpochRubricRow: one criterion of a project's rubric and its share of the mark. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define EPOCH_TYPE_RUBRIC_ROW (epoch_rubric_row_get_type())
G_DECLARE_FINAL_TYPE(EpochRubricRow, epoch_rubric_row, EPOCH, RUBRIC_ROW, GObject)

const char *epoch_rubric_row_get_criterion(EpochRubricRow *self);
double epoch_rubric_row_get_percent(EpochRubricRow *self);

G_END_DECLS
