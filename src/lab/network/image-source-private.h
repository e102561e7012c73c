/* Pictures as rows that a network learns from. */
#pragma once

#include "dataset/epoch-images-private.h"
#include "network/epoch-trainer-private.h"

G_BEGIN_DECLS

typedef struct _EpochImageSource EpochImageSource;

/**
 * epoch_image_source_new:
 * @images: borrowed
 * @part: of the pictures; borrowed
 * @rows: (array) (nullable): the numbers of the pictures to take, copied; %NULL for the first @n
 * @n: how many
 * @most: the most that a step asks for
 *
 * Returns: (transfer full): pictures as a source of steps
 */
EpochImageSource *epoch_image_source_new(const EpochImages *images, const EpochImagesPart *part,
                                         const gsize *rows, gsize n, gsize most);
void epoch_image_source_free(EpochImageSource *self);

/* What a trainer takes; it lives as long as @self. */
EpochSource epoch_image_source_get(EpochImageSource *self);

/* The number in the part of a row of the source. */
gsize epoch_image_source_get_picture(const EpochImageSource *self, gsize row);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochImageSource, epoch_image_source_free)

G_END_DECLS
