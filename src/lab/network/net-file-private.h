/* Nets as files: weights.safetensors with, in its metadata, what the net is made of and what its
 * experiment says of it. So whoever reads the file can ask the net without knowing who trained it. */
#pragma once

#include <gio/gio.h>

#include "nn/layer.h"
#include "nn/tape.h"

G_BEGIN_DECLS

/* The largest file that is read, in bytes. */
#define EPOCH_NET_FILE_MAX_BYTES ((gsize)1 << 30)

typedef struct {
  struct ec_net *net;
  struct ec_compute *compute; /* of one thread: small questions are answered at once */
  struct ec_tape *tape;
  GHashTable *texts; /* the file's metadata (element-type utf8 utf8) */
} EpochNetFile;

/**
 * epoch_net_file_write:
 * @texts: @n_texts pairs of what else is to be known, such as "classes" (one a line), "words" (one
 *   a line, as numbered in the embedding), "experiment"
 * @half: whether weights are written as numbers of half precision, as what Epoch ships is
 *
 * Writes a net as a whole or not at all; its metadata get "architecture" besides.
 */
gboolean epoch_net_file_write(const struct ec_net *net, const char *path, const char *const *texts,
                              gsize n_texts, gboolean half, GError **error);

/* Reads one. The file may have come from anywhere; whatever is wrong with it gives a sentence.
 * (transfer full) (nullable) */
EpochNetFile *epoch_net_file_read(const char *path, GError **error);
void epoch_net_file_free(EpochNetFile *self);

/* (nullable): a text of the metadata. */
const char *epoch_net_file_get(const EpochNetFile *self, const char *key);
/* (transfer full) (nullable): one of lines, %NULL-terminated; %NULL with @error where it is missing. */
char **epoch_net_file_dup_lines(const EpochNetFile *self, const char *key, GError **error);

/* Puts rows through the net without learning: @signal holds the input, made on self->tape after
 * ec_tape_begin(), and gets the output. */
gboolean epoch_net_file_ask(EpochNetFile *self, struct ec_signal *signal, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochNetFile, epoch_net_file_free)

G_END_DECLS
