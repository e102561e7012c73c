/* A calculation that can be followed number by number: steps, each with its formula, the numbers
 * put in, and what comes out. The file "calculation.json" of a run. */
#pragma once

#include "run/epoch-run-context-private.h"

G_BEGIN_DECLS

typedef struct _EpochCalculation EpochCalculation;

EpochCalculation *epoch_calculation_new(void);
void epoch_calculation_free(EpochCalculation *self);

/**
 * epoch_calculation_add:
 * @title: "The dot product"
 * @formula: in signs, "u · v = u₁v₁ + u₂v₂"
 * @numbers: the same with the numbers put in, "2 · 1 + 1 · 3"
 * @result: what comes out; NaN where it is not one number
 * @explain: (nullable): a sentence on what it means
 */
void epoch_calculation_add(EpochCalculation *self, const char *title, const char *formula,
                           const char *numbers, double result, const char *explain);

guint epoch_calculation_n_steps(const EpochCalculation *self);

/* Writes the file into the run's folder. */
gboolean epoch_calculation_write(EpochCalculation *self, EpochRunContext *context, GError **error);

/* (transfer full): a number as it stands in a formula: at most 6 digits, in brackets where it is
 * negative. */
char *epoch_calculation_number(double value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochCalculation, epoch_calculation_free)

G_END_DECLS
