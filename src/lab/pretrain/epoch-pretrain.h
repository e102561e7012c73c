/* How the nets that come with Epoch were trained: the recipes behind data/weights, which anybody can
 * follow again to the same bytes. */
#pragma once

#include <gio/gio.h>

#include "run/epoch-events.h"

G_BEGIN_DECLS

/* The ids of the recipes ("residual", "encoder"), %NULL-terminated. */
const char *const *epoch_pretrain_list(void);

/* What a recipe makes, in a sentence; %NULL for an id that there is none of. */
const char *epoch_pretrain_describe(const char *id);

/**
 * epoch_pretrain_run:
 * @id: of a recipe
 * @path: the file to write, as a whole or not at all
 * @steps: 0 for the whole recipe, or how many steps of it, to try it out
 * @n_threads: which change nothing but the time
 *
 * Trains a net by its recipe, from the data sets that come with Epoch alone.
 */
gboolean epoch_pretrain_run(const char *id, const char *path, guint64 steps, guint n_threads,
                            EpochEvents *events, GError **error);

G_END_DECLS
