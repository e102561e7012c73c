#pragma once

#include <gtk/gtk.h>

#include "app/epoch-session.h"

G_BEGIN_DECLS

/* (transfer floating): the three questions of the first start, each with a default: from when,
 * how many hours a week, on which days. They can be skipped, and asked again in the
 * preferences. */
GtkWidget *epoch_first_start_new(EpochSession *session);

/* (transfer floating): the same three rows, which change the plan as they are changed. */
GtkWidget *epoch_plan_group_new(EpochSession *session);

G_END_DECLS
