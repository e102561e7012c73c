#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EpochPlaceKind:
 * @EPOCH_PLACE_TODAY: `today`
 * @EPOCH_PLACE_WEEK: `week/4`, `week/4/tasks`, `week/4/tasks/w04.task.2`
 * @EPOCH_PLACE_BLOCK: `block/1`, `block/1/b1.check.2`: the block's self-assessment and questions
 * @EPOCH_PLACE_FINAL: `final`, `final/final.07`: the thirty final tasks
 * @EPOCH_PLACE_LAB: `lab`
 * @EPOCH_PLACE_EXPERIMENT: `lab/boston-linear`
 * @EPOCH_PLACE_RUNS: `runs`, `runs/boston-linear`
 * @EPOCH_PLACE_COMPARE: `compare/RUN/RUN…`
 * @EPOCH_PLACE_RESOURCE: `resource/w04.resource.1`
 *
 * What the window can show. A place is written as a short text, so that it can be an action's
 * parameter, be kept in the store as where the learner was last, and be a search's answer.
 */
typedef enum {
  EPOCH_PLACE_TODAY,
  EPOCH_PLACE_WEEK,
  EPOCH_PLACE_BLOCK,
  EPOCH_PLACE_FINAL,
  EPOCH_PLACE_LAB,
  EPOCH_PLACE_EXPERIMENT,
  EPOCH_PLACE_RUNS,
  EPOCH_PLACE_COMPARE,
  EPOCH_PLACE_RESOURCE,
} EpochPlaceKind;

typedef struct {
  EpochPlaceKind kind;
  int number;  /* the week, or the block; else 0 */
  char *view;  /* (nullable): of a week: learn, tasks, resources, lab, project or notes */
  char *item;  /* (nullable): the item to be shown, or the experiment's id */
  char **runs; /* (nullable): the runs to compare */
} EpochPlace;

/* (nullable): the place of a text; NULL where the text names none. */
EpochPlace *epoch_place_parse(const char *text);
char *epoch_place_to_string(const EpochPlace *self);
void epoch_place_free(EpochPlace *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochPlace, epoch_place_free)

G_END_DECLS
