/* Data sets of texts with a class each: a gzipped CSV beside the card, with a column "text", a column
 * "label" (one of the card's "classes", by name) and a column "split" ("train" or "test"). */
#pragma once

#include "dataset/epoch-dataset.h"
#include "text/vectors.h"

G_BEGIN_DECLS

/* The largest file of texts that is read, unpacked, in bytes; and the longest text. */
#define EPOCH_TEXTS_MAX_BYTES ((gsize)1 << 28)
#define EPOCH_TEXTS_MAX_LENGTH ((gsize)1 << 20)

/* The texts of one part; borrowed from their data set. */
typedef struct {
  gsize n;
  const char **texts; /* [n], UTF-8, NUL-terminated */
  gint32 *labels;     /* [n], each below the number of classes */
} EpochTextsPart;

typedef struct {
  gsize n_classes;
  const char *const *classes; /* their names, of the card */
  EpochTextsPart train, test;
  EpochDataset *dataset;
  GBytes *bytes;
} EpochTexts;

/**
 * epoch_texts_read:
 * @dataset: a card of texts
 *
 * Reads the card's file. Refused, with the line, where its SHA-256 is not the card's, where a column
 * is missing, a label is not among the classes, a part has no texts, or the number of rows is not
 * the card's.
 *
 * Returns: (transfer full) (nullable): the texts, or %NULL with @error set
 */
EpochTexts *epoch_texts_read(EpochDataset *dataset, GError **error);
void epoch_texts_free(EpochTexts *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochTexts, epoch_texts_free)

/* Reads word vectors that come with Epoch, for the words of a vocabulary: a gzipped safetensors file
 * with "vectors", F16 [words][width], and in its metadata "words", one a line. */
gboolean epoch_word_vectors_read(EpochDataset *dataset, const struct ec_vocabulary *vocabulary,
                                 struct ec_vectors **vectors, GError **error);

G_END_DECLS
