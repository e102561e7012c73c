/* What is predicted: amounts, or classes with names. */
#pragma once

#include <glib.h>

#include "model/epoch-model-kinds-private.h"
#include "table/table.h"

G_BEGIN_DECLS

/* The most classes that a target may have. */
#define EPOCH_TARGET_MAX_CLASSES 1000

typedef struct {
  char *name;     /* of the column */
  EpochTask task; /* regression or classification */
  gsize n_rows;
  double *y;       /* one a row: the amount, or the class 0 … K - 1; NaN where it is missing */
  gsize n_classes; /* K; 0 for amounts */
  char **classes;  /* %NULL-terminated names: texts in the order of their bytes, numbers from the
                       smallest; of two classes the second is the positive one */
  gboolean of_numbers; /* whether the classes are numbers */
} EpochTarget;

/**
 * epoch_target_new:
 * @table: the training rows
 * @column: which of its columns
 * @tasks: what may be made of it: %EPOCH_TASK_REGRESSION, %EPOCH_TASK_CLASSIFICATION, or both:
 *   then text is taken for classes, and so are numbers where there are few distinct whole ones
 *   (at most 10, and on average 5 rows of each)
 * @place: (nullable): what errors call the table
 *
 * Reads the target out of a table. Classes are those that the rows of @table have. An error where
 * text is to be amounts, where there are more than %EPOCH_TARGET_MAX_CLASSES classes, only one
 * class, an infinite number, or no value at all.
 *
 * Returns: (transfer full) (nullable): the target
 */
EpochTarget *epoch_target_new(const struct ec_table *table, size_t column, unsigned tasks,
                              const char *place, GError **error);

/* The same for amounts that are at hand; @y (one a row) is copied. */
EpochTarget *epoch_target_new_amounts(const char *name, const double *y, gsize n_rows);

/* And for classes that are at hand: @y holds codes below the number of @classes. */
EpochTarget *epoch_target_new_classes(const char *name, const double *y, gsize n_rows,
                                      const char *const *classes);

/**
 * epoch_target_read:
 * @self: the target that a model was trained on
 * @table: another table, which has a column of the same name, or none
 * @n_unseen: (out) (optional): in how many rows stands a class that @self does not have; they
 *   get the code K, which no prediction hits
 *
 * Reads the truth of other rows in the codes of this target, to measure predictions by.
 *
 * Returns: (transfer full) (nullable): one number a row, NaN where nothing is known; %NULL, with
 *   no error, where the table has no such column, or not one of this kind
 */
double *epoch_target_read(const EpochTarget *self, const struct ec_table *table, gsize *n_unseen);

/* A target of some rows, in the given order, with all the classes of this one. */
EpochTarget *epoch_target_select(const EpochTarget *self, const size_t *rows, gsize n_rows);

/* The rows of which the target is known: as many as are returned are written into @rows, which
 * has room for all. */
gsize epoch_target_find_known(const EpochTarget *self, size_t *rows);

void epoch_target_free(EpochTarget *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochTarget, epoch_target_free)

G_END_DECLS
