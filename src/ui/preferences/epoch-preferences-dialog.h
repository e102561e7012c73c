#pragma once

#include <adwaita.h>

#include "app/epoch-session.h"

G_BEGIN_DECLS

/* (transfer floating): appearance, the plan, and where the learner's data is. Each change is
 * stored as it is made. */
AdwDialog *epoch_preferences_dialog_new(EpochSession *session, GSettings *settings);

G_END_DECLS
