#pragma once

#include <adwaita.h>

#include "app/epoch-session.h"
#include "store/epoch-run.h"

G_BEGIN_DECLS

/* (transfer floating): what is kept of a run, with its tags and its note to be changed; @known are
 * the tags of other runs. What is changed is stored at once; the pages hear of it. */
AdwDialog *epoch_run_dialog_new(EpochSession *session, EpochRun *run, const char *const *known);

G_END_DECLS
