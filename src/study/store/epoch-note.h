/* EpochNote: one note of the learner, in Markdown. Read-only: saving makes a new one. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define EPOCH_TYPE_NOTE (epoch_note_get_type())
G_DECLARE_FINAL_TYPE(EpochNote, epoch_note, EPOCH, NOTE, GObject)

EpochNote *epoch_note_new(const char *id, const char *scope, const char *body, gint64 created,
                          gint64 updated);

const char *epoch_note_get_id(EpochNote *self);

/* What the note is about: "week:4", "item:w04.task.2", "run:…", or "" for a free note. */
const char *epoch_note_get_scope(EpochNote *self);
const char *epoch_note_get_body(EpochNote *self);

/* In seconds since 1970. */
gint64 epoch_note_get_created(EpochNote *self);
gint64 epoch_note_get_updated(EpochNote *self);

/* (transfer full): The first line that says something, as plain text and at most 80 characters
 * long; "" for an empty note. */
char *epoch_note_dup_title(EpochNote *self);

G_END_DECLS
