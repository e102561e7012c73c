/* What the two halves of EpochProgress share: epoch-progress.c keeps the state and the store in
 * step, epoch-progress-sums.c computes what it means. */
#pragma once

#include "progress/epoch-progress.h"
#include "progress/epoch-time-log.h"

G_BEGIN_DECLS

struct _EpochProgress {
  GObject parent_instance;
  EpochCourse *course;
  EpochStore *store;
  GHashTable *shown;   /* id → time: what is ticked as the learner sees it */
  GHashTable *stored;  /* the same as it is in the store */
  GHashTable *pending; /* id → how many writes are on their way */
  EpochTimeLog *log;
};

G_END_DECLS
