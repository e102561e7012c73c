/* The files that runs of many experiments keep beside their charts. */
#pragma once

#include "base/epoch-json-writer.h"
#include "run/epoch-run-context-private.h"

G_BEGIN_DECLS

/* "reading.json": what was found, in sentences of inline Markdown (element-type utf8). */
gboolean epoch_run_files_write_reading(EpochRunContext *context, GPtrArray *found, GError **error);

/* "facts.json", for the explanations of metrics: @text is a JSON object without its final
 * newline. */
gboolean epoch_run_files_write_facts(EpochRunContext *context, GString *text, GError **error);

/**
 * epoch_run_files_write_scores:
 * @positive: the name of the class that is looked for, such as "survived"
 * @negative: the name of the other
 * @y: (array): 1 where a row is positive, 0 else
 * @p: (array): the probability that it is
 *
 * "scores.json": what the window needs to let the learner move the threshold by hand.
 */
gboolean epoch_run_files_write_scores(EpochRunContext *context, const char *positive,
                                      const char *negative, const double *y, const double *p,
                                      gsize n, GError **error);

G_END_DECLS
