/* EpochItem: anything in the course that has an id: a task, a resource, a deliverable, …
 *
 * Items are read-only and belong to the course that they were read from. What a learner ticks,
 * marks or logs hangs on the id, which never changes. Text is the course's inline Markdown:
 * epoch_markdown_inline_to_pango() makes it markup, epoch_markdown_inline_to_plain() plain text. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum {
  EPOCH_ITEM_TASK,
  EPOCH_ITEM_RESOURCE,
  EPOCH_ITEM_OWN_RESOURCE,
  EPOCH_ITEM_PROJECT,
  EPOCH_ITEM_DELIVERABLE,
  EPOCH_ITEM_OUTCOME,
  EPOCH_ITEM_STRETCH,
  EPOCH_ITEM_CHECK,      /* a block's self-assessment */
  EPOCH_ITEM_QUESTION,   /* a block's interview question */
  EPOCH_ITEM_FINAL_TASK, /* the final checklist */
} EpochItemKind;

#define EPOCH_N_ITEM_KINDS (EPOCH_ITEM_FINAL_TASK + 1)

#define EPOCH_TYPE_ITEM (epoch_item_get_type())
G_DECLARE_DERIVABLE_TYPE(EpochItem, epoch_item, EPOCH, ITEM, GObject)

struct _EpochItemClass {
  GObjectClass parent_class;
};

EpochItemKind epoch_item_get_kind(EpochItem *self);
const char *epoch_item_get_id(EpochItem *self);

/* The week that the item belongs to, from 1; 0 for a check, a question and a final task. */
int epoch_item_get_week(EpochItem *self);

/* The block that the item belongs to, from 1; 0 for a final task. */
int epoch_item_get_block(EpochItem *self);

/* What the item says, in inline Markdown. For a resource and a project it is the title. */
const char *epoch_item_get_text(EpochItem *self);

/* (nullable): Where the item leads: resources and some stretch goals have an address. */
const char *epoch_item_get_url(EpochItem *self);

/* Whether the item can be ticked: all but projects and questions. */
gboolean epoch_item_is_tickable(EpochItem *self);

/* The kind in one lower-case word for style classes and logs, such as "own-resource". */
const char *epoch_item_kind_to_string(EpochItemKind kind);

G_END_DECLS
