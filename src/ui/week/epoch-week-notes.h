#pragma once

#include <gtk/gtk.h>

#include "app/epoch-session.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_WEEK_NOTES (epoch_week_notes_get_type())
G_DECLARE_FINAL_TYPE(EpochWeekNotes, epoch_week_notes, EPOCH, WEEK_NOTES, GtkBox)

/**
 * EpochWeekNotes:
 *
 * The learner's note of a week: Markdown, stored as one types, with a preview. Where it can not
 * be stored the text stays, and the page says so.
 */
GtkWidget *epoch_week_notes_new(EpochSession *session, int week);

/* Stores at once what is not stored yet. */
void epoch_week_notes_flush(EpochWeekNotes *self);

G_END_DECLS
