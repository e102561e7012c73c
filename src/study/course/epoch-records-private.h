/* How the readers of this folder make the records of the course. Every text is copied; an array
 * given with "take_" is consumed, may be NULL for an empty one, and must free its elements. */
#pragma once

#include "course/epoch-block.h"
#include "course/epoch-final-category.h"
#include "course/epoch-week.h"

G_BEGIN_DECLS

/* What every item has; the head of each item's constructor. */
typedef struct {
  EpochItemKind kind;
  const char *id;
  const char *text;
  const char *url;
  int week;
  int block;
} EpochItemHead;

EpochItem *epoch_item_new(const EpochItemHead *head);
void epoch_item_set_head(EpochItem *self, const EpochItemHead *head);

EpochTask *epoch_task_new(const EpochItemHead *head, double hours);
EpochResource *epoch_resource_new(const EpochItemHead *head, const char *topic, const char *note);
EpochDeliverable *epoch_deliverable_new(const EpochItemHead *head, GPtrArray *take_children,
                                        int part);

typedef struct {
  const char *description;
  const char *task;
  gboolean capstone;
  int number;
  GPtrArray *take_datasets;
  GPtrArray *take_parts;
  GPtrArray *take_deliverables;
  GPtrArray *take_rubric;
} EpochProjectParts;

EpochProject *epoch_project_new(const EpochItemHead *head, const EpochProjectParts *parts);
EpochProjectDataset *epoch_project_dataset_new(const char *title, const char *url, const char *note,
                                               int part);
EpochRubricRow *epoch_rubric_row_new(const char *criterion, double percent);
EpochTopic *epoch_topic_new(const char *text, GPtrArray *take_children);
EpochEthics *epoch_ethics_new(const char *title, const char *text);
EpochFinalCategory *epoch_final_category_new(const char *title, GPtrArray *take_tasks);

typedef struct {
  int number;
  int block;
  const char *title;
  const char *prerequisites;
  double total_hours;
  double task_hours;
  double project_hours;
  GPtrArray *take_topics;
  GPtrArray *take_tasks;
  GPtrArray *take_resources;
  GPtrArray *take_own_resources;
  GPtrArray *take_ethics;
  GPtrArray *take_outcomes;
  GPtrArray *take_stretch;
  GPtrArray *take_experiments;
  EpochProject *take_project;
} EpochWeekParts;

EpochWeek *epoch_week_new(const EpochWeekParts *parts);

typedef struct {
  int number;
  const char *title;
  const char *goal;
  const char *job_relevance;
  const char *capstone;
  const char *overview;
  GPtrArray *take_checks;
  GPtrArray *take_questions;
} EpochBlockParts;

EpochBlock *epoch_block_new(const EpochBlockParts *parts);

/* Weeks are put in their blocks once all files have been read. */
void epoch_block_add_week(EpochBlock *self, EpochWeek *week);

/* (transfer full): The array itself, or an empty one that frees its elements so. */
GPtrArray *epoch_records_array(GPtrArray *take_array, GDestroyNotify free_element);

G_END_DECLS
