/* EpochProject: the project of a week, small (mini) or the capstone of a block. */
#pragma once

#include "course/epoch-project-dataset.h"
#include "course/epoch-deliverable.h"
#include "course/epoch-item.h"
#include "course/epoch-rubric-row.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_PROJECT (epoch_project_get_type())
G_DECLARE_FINAL_TYPE(EpochProject, epoch_project, EPOCH, PROJECT, EpochItem)

const char *epoch_project_get_title(EpochProject *self);
const char *epoch_project_get_description(EpochProject *self);

/* (nullable): What to do in one sentence, the entry of the week's plan. */
const char *epoch_project_get_task(EpochProject *self);
gboolean epoch_project_is_capstone(EpochProject *self);

/* The number of the capstone, from 1; 0 where the course gives none. */
int epoch_project_get_number(EpochProject *self);

/* (element-type EpochProjectDataset) (transfer none) */
GPtrArray *epoch_project_get_datasets(EpochProject *self);

/* (element-type utf8) (transfer none): The parts in inline Markdown; often empty. */
GPtrArray *epoch_project_get_parts(EpochProject *self);

/* (element-type EpochDeliverable) (transfer none) */
GPtrArray *epoch_project_get_deliverables(EpochProject *self);

/* (element-type EpochRubricRow) (transfer none) */
GPtrArray *epoch_project_get_rubric(EpochProject *self);

/* The mark, 0 to 100, that the given marks of the rubric's rows make: the sum of percent × mark
 * divided by the sum of percent. marks holds n_marks values from 0 to 100 in the order of the
 * rubric; a row beyond n_marks, or whose mark is negative, counts as 0. 0 without a rubric. */
double epoch_project_compute_mark(EpochProject *self, const int *marks, guint n_marks);

G_END_DECLS
