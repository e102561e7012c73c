#pragma once

#include "course/epoch-course.h"
#include "experiment/epoch-experiment.h"
#include "plan/epoch-plan.h"
#include "progress/epoch-progress.h"
#include "search/epoch-search.h"
#include "store/epoch-notes.h"
#include "store/epoch-store.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_SESSION (epoch_session_get_type())
G_DECLARE_FINAL_TYPE(EpochSession, epoch_session, EPOCH, SESSION, GObject)

/**
 * EpochSession:
 *
 * What every page works with: the course, the learner's store, progress, plan, the search and
 * the experiments. Until epoch_session_start_async() has finished well there is nothing in it
 * but the store, closed.
 *
 * Signals:
 * "trouble" (const GError *error): something could not be stored; to be shown as it is;
 * "warning" (const char *message): the store has something to say;
 * "damage-found" (const char *message): the open store turned out to be damaged;
 * "plan-changed" ();
 * "runs-changed" ().
 */
EpochSession *epoch_session_new(void);

/**
 * epoch_session_start_async:
 *
 * Reads the course, opens the store and loads from it. May be called again after a failure: an
 * error of EPOCH_STORE_ERROR tells what is wrong with the store, any other that there is no
 * course.
 */
void epoch_session_start_async(EpochSession *self, GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean epoch_session_start_finish(EpochSession *self, GAsyncResult *result, GError **error);

/* All (transfer none). */
EpochCourse *epoch_session_get_course(EpochSession *self);
EpochStore *epoch_session_get_store(EpochSession *self);
EpochProgress *epoch_session_get_progress(EpochSession *self);
EpochSearch *epoch_session_get_search(EpochSession *self);
EpochPlan *epoch_session_get_plan(EpochSession *self);
/* (element-type EpochExperiment) */
GPtrArray *epoch_session_get_experiments(EpochSession *self);
/* (nullable): the experiment of an id. */
EpochExperiment *epoch_session_get_experiment(EpochSession *self, const char *id);
/* (nullable): the unit of what is predicted from a data set, as its card gives it. */
const char *epoch_session_get_target_unit(EpochSession *self, const char *dataset);
/* (element-type utf8): what was wrong with files of the course and the experiments. */
GPtrArray *epoch_session_get_problems(EpochSession *self);
/* (nullable): where the learner was when the window was last closed. */
const char *epoch_session_get_last_place(EpochSession *self);
void epoch_session_set_last_place(EpochSession *self, const char *place);

/* Stores the plan after it was changed. */
void epoch_session_save_plan(EpochSession *self);
/* Puts a note that was saved into the search. */
void epoch_session_note_saved(EpochSession *self, EpochNote *note);
/* Tells the pages that a run was added, changed or deleted. */
void epoch_session_runs_changed(EpochSession *self);
/* Shows an error of the store where the learner sees it; a cancelled call is none. */
void epoch_session_report(EpochSession *self, const GError *error);

G_END_DECLS
