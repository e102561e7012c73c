/* Nets that come with Epoch already trained, by Epoch: data/weights/<id>.json is the card, which
 * says what it learnt from, how (the command that makes the same file again), how well it does and
 * where it must not be trusted; <id>.safetensors are the weights. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _EpochPretrained EpochPretrained;

/* (transfer full) (nullable): the card, with the file's SHA-256 checked when it is opened. */
EpochPretrained *epoch_pretrained_load(const char *id, GError **error);
void epoch_pretrained_free(EpochPretrained *self);

const char *epoch_pretrained_get_title(const EpochPretrained *self);
/* Markdown. */
const char *epoch_pretrained_get_description(const EpochPretrained *self);
/* The command that makes the weights again, bit by bit: "epoch-lab pretrain residual --out FILE". */
const char *epoch_pretrained_get_recipe(const EpochPretrained *self);

/* (transfer full) (nullable): the path of the weights, whose SHA-256 is the card's. */
char *epoch_pretrained_dup_path(const EpochPretrained *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochPretrained, epoch_pretrained_free)

G_END_DECLS
