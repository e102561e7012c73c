/* Matrices made of seeded random numbers, in the shape of those that peers are measured on. */
#pragma once

#include "bench/bench-private.h"

/* "churn": 7043 by 46, mostly 0 and 1, two classes; "letter": 20,000 by 16, whole numbers, 26
 * classes; "synth": 200,000 by 50, two classes. */
gboolean stand_in_make(BenchData *self, const char *name, GError **error);

/* Any number of rows of "synth". */
gboolean stand_in_make_synth(BenchData *self, gsize n_rows, GError **error);

/* 10,000 rows of 784 numbers that are made of a few dozen patterns. */
gboolean stand_in_make_digits(BenchData *self, GError **error);
