#pragma once

#include "app/epoch-session.h"
#include "lab/epoch-run-item.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define EPOCH_TYPE_RUN_FILTER (epoch_run_filter_get_type())
G_DECLARE_FINAL_TYPE(EpochRunFilter, epoch_run_filter, EPOCH, RUN_FILTER, GtkFilter)

/**
 * EpochRunFilter:
 *
 * Which rows of the table of runs are shown: those that have all the words that are searched for in
 * their experiment, settings, tags, note or state, and all the tags that are chosen.
 */
EpochRunFilter *epoch_run_filter_new(EpochSession *session);

void epoch_run_filter_set_text(EpochRunFilter *self, const char *text);
void epoch_run_filter_set_starred(EpochRunFilter *self, gboolean starred);
void epoch_run_filter_set_tag(EpochRunFilter *self, const char *tag, gboolean wanted);
gboolean epoch_run_filter_has_tag(EpochRunFilter *self, const char *tag);

G_END_DECLS
