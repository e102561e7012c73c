#pragma once

#include "store/epoch-run.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_RUN_ITEM (epoch_run_item_get_type())
G_DECLARE_FINAL_TYPE(EpochRunItem, epoch_run_item, EPOCH, RUN_ITEM, GObject)

/* EpochRunItem: a run as a row of the table of runs. Properties: "chosen" (to be compared),
 * "starred". */
EpochRunItem *epoch_run_item_new(EpochRun *run);
EpochRun *epoch_run_item_get_run(EpochRunItem *self);
gboolean epoch_run_item_get_chosen(EpochRunItem *self);

G_END_DECLS
