#pragma once

#include <adwaita.h>

#include "app/epoch-session.h"
#include "store/epoch-run.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_RUN_NOTE (epoch_run_note_get_type())
G_DECLARE_FINAL_TYPE(EpochRunNote, epoch_run_note, EPOCH, RUN_NOTE, AdwBin)

/**
 * EpochRunNote:
 *
 * The learner's remark on a run, in Markdown. Each change is handed to the store as it is typed, so
 * that nothing is lost however the window goes. Signal: "changed" ().
 */
GtkWidget *epoch_run_note_new(EpochSession *session, EpochRun *run);

G_END_DECLS
