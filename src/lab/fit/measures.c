#include "config.h"

#include "fit/measures-private.h"

#include <math.h>

#include "validate/epoch-score-private.h"

void
measures_tell_scores(EpochRunContext *context, const EpochTarget *target, const double *y,
                     const Predictions *predictions, const char *split)
{
  const char *const *names = epoch_score_get_names(target);
  double values[EPOCH_SCORE_MAX];
  gsize n = epoch_score_compute_all(
      target, y, predictions->values,
      predictions->probabilities.n_columns > 0 ? &predictions->probabilities : NULL,
      predictions->n_rows, values);

  for (gsize i = 0; i < n; i++) {
    if (isfinite(values[i])) {
      epoch_run_context_metric(context, names[i], split, values[i]);
    }
  }
}

gboolean
measures_tell_model(EpochRunContext *context, const EpochPipeline *pipeline,
                    const struct ec_table *table, const char *place, GError **error)
{
  return TRUE;
}
