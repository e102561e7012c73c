/* Texts as rows that a network learns from: words numbered by a vocabulary, rows of like length
 * together in a batch. */
#pragma once

#include "dataset/epoch-texts-private.h"
#include "network/epoch-trainer-private.h"
#include "text/vocabulary.h"

G_BEGIN_DECLS

typedef struct _EpochTextSource EpochTextSource;

/**
 * epoch_text_source_new:
 * @part: borrowed
 * @vocabulary: numbers the words; borrowed
 * @rows: (nullable): the numbers of the texts to take, copied; %NULL for the first @n
 * @n: how many
 * @longest: words after so many are left out
 * @batch: the rows of a step
 *
 * Returns: (transfer full): texts as a source of steps; a text without a known word is one word long
 */
EpochTextSource *epoch_text_source_new(const EpochTextsPart *part,
                                       const struct ec_vocabulary *vocabulary, const gsize *rows,
                                       gsize n, gsize longest, gsize batch);
void epoch_text_source_free(EpochTextSource *self);

/* What a trainer takes; it lives as long as @self. */
EpochSource epoch_text_source_get(EpochTextSource *self);

/* The words of a row of the source by number, and how many. */
const gint32 *epoch_text_source_get_words(const EpochTextSource *self, gsize row, gsize *n);
/* The number in the part of a row of the source. */
gsize epoch_text_source_get_text(const EpochTextSource *self, gsize row);

/* The share of words that the vocabulary knows. */
double epoch_text_source_get_known(const EpochTextSource *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochTextSource, epoch_text_source_free)

G_END_DECLS
