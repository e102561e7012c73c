/* EpochWeek: one week of the course. */
#pragma once

#include "course/epoch-ethics.h"
#include "course/epoch-project.h"
#include "course/epoch-resource.h"
#include "course/epoch-task.h"
#include "course/epoch-topic.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_WEEK (epoch_week_get_type())
G_DECLARE_FINAL_TYPE(EpochWeek, epoch_week, EPOCH, WEEK, GObject)

int epoch_week_get_number(EpochWeek *self);
int epoch_week_get_block(EpochWeek *self);
const char *epoch_week_get_title(EpochWeek *self);

/* In inline Markdown; "" where there are none. */
const char *epoch_week_get_prerequisites(EpochWeek *self);

/* The estimates, in hours. */
double epoch_week_get_total_hours(EpochWeek *self);
double epoch_week_get_task_hours(EpochWeek *self);
double epoch_week_get_project_hours(EpochWeek *self);

/* (element-type EpochTopic) (transfer none) */
GPtrArray *epoch_week_get_topics(EpochWeek *self);
/* (element-type EpochTask) (transfer none) */
GPtrArray *epoch_week_get_tasks(EpochWeek *self);
/* (element-type EpochResource) (transfer none): Those of the course. */
GPtrArray *epoch_week_get_resources(EpochWeek *self);
/* (element-type EpochResource) (transfer none): The learner's own. */
GPtrArray *epoch_week_get_own_resources(EpochWeek *self);
/* (element-type EpochEthics) (transfer none) */
GPtrArray *epoch_week_get_ethics(EpochWeek *self);
/* (element-type EpochItem) (transfer none) */
GPtrArray *epoch_week_get_outcomes(EpochWeek *self);
/* (element-type EpochItem) (transfer none) */
GPtrArray *epoch_week_get_stretch(EpochWeek *self);
/* (element-type utf8) (transfer none): The ids of the week's experiments. */
GPtrArray *epoch_week_get_experiments(EpochWeek *self);

/* (nullable) (transfer none): NULL only where the project's text was damaged. */
EpochProject *epoch_week_get_project(EpochWeek *self);

G_END_DECLS
