/* EpochBlock: one of the blocks that the weeks are grouped in. */
#pragma once

#include "course/epoch-item.h"
#include "course/epoch-week.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_BLOCK (epoch_block_get_type())
G_DECLARE_FINAL_TYPE(EpochBlock, epoch_block, EPOCH, BLOCK, GObject)

int epoch_block_get_number(EpochBlock *self);
const char *epoch_block_get_title(EpochBlock *self);

/* These texts are inline Markdown; "" where the course has none. */
const char *epoch_block_get_goal(EpochBlock *self);
const char *epoch_block_get_job_relevance(EpochBlock *self);
const char *epoch_block_get_capstone(EpochBlock *self);
const char *epoch_block_get_overview(EpochBlock *self);

/* (element-type EpochWeek) (transfer none): Its weeks in order, those that could be read. */
GPtrArray *epoch_block_get_weeks(EpochBlock *self);
/* (element-type EpochItem) (transfer none): The self-assessment, EPOCH_ITEM_CHECK. */
GPtrArray *epoch_block_get_checks(EpochBlock *self);
/* (element-type EpochItem) (transfer none): Interview questions, EPOCH_ITEM_QUESTION. */
GPtrArray *epoch_block_get_questions(EpochBlock *self);

G_END_DECLS
