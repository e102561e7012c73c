#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define EPOCH_TYPE_TAG_EDITOR (epoch_tag_editor_get_type())
G_DECLARE_FINAL_TYPE(EpochTagEditor, epoch_tag_editor, EPOCH, TAG_EDITOR, AdwBin)

/**
 * EpochTagEditor:
 *
 * Tags as chips: a press on one takes it away, the entry after them adds one, and those that were
 * used before are there to be added. Signal: "changed" ().
 */
GtkWidget *epoch_tag_editor_new(const char *const *tags, const char *const *known);

/* (transfer full): the tags as they stand, in the order in which they are shown. */
char **epoch_tag_editor_dup_tags(EpochTagEditor *self);

G_END_DECLS
