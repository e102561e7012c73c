#pragma once

#include <gtk/gtk.h>

#include "app/epoch-session.h"

G_BEGIN_DECLS

/* (transfer floating): the rubric of a project: a row a criterion, with its share and a slider
 * for the learner's own mark, and the mark that follows. Each change is stored. */
GtkWidget *epoch_rubric_new(EpochSession *session, EpochProject *project);

G_END_DECLS
