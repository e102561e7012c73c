#pragma once

#include <gtk/gtk.h>

#include "app/epoch-session.h"

G_BEGIN_DECLS

/* The views of a week that are made once from the course; all (transfer floating). What can
 * change in them, ticks, hours and runs, follows the session by itself. */

/* Prerequisites, topics, ethics, outcomes and stretch goals. */
GtkWidget *epoch_week_learn_new(EpochSession *session, EpochWeek *week);
/* The check list, with hours. */
GtkWidget *epoch_week_tasks_new(EpochSession *session, EpochWeek *week);
/* What to read and watch, by topic, and the learner's own after it. */
GtkWidget *epoch_week_resources_new(EpochSession *session, EpochWeek *week);
/* The week's experiments. */
GtkWidget *epoch_week_lab_new(EpochSession *session, EpochWeek *week);
/* Brief, data sets, deliverables and the rubric with the learner's own marks. */
GtkWidget *epoch_week_project_new(EpochSession *session, EpochWeek *week);

G_END_DECLS
