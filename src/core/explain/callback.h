/* How an explanation asks a model: through a function of the caller's, so that whatever stands
 * between the rows and the answer (scaling, encoding, a choice of class) is part of it.
 *
 * The functions are called from several threads at once, on the threads of the job's pool: they may
 * read what `data` points to but not write it, and must not use that pool themselves (give the
 * model a NULL job). */
#pragma once

#include "base/status.h"
#include "linalg/matrix.h"

/* Writes one number for each row of `x` into `outputs`: a prediction, or the probability of one
 * class. */
typedef ec_status (*ec_output_func)(void *data, const struct ec_matrix *x, double *outputs,
                                    struct ec_error *error);

/* Says how good the predictions for `x` are, whose rows are those of the call that the function is
 * given to, in their order, so that their true values are known to it. Larger is better. */
typedef ec_status (*ec_score_func)(void *data, const struct ec_matrix *x, double *score,
                                   struct ec_error *error);
