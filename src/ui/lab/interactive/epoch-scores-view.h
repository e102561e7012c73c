#pragma once

#include <adwaita.h>

#include "play/epoch-scores.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_SCORES_VIEW (epoch_scores_view_get_type())
G_DECLARE_FINAL_TYPE(EpochScoresView, epoch_scores_view, EPOCH, SCORES_VIEW, AdwBin)

/**
 * EpochScoresView:
 *
 * How the scores of the two classes are spread, with the threshold as a line that can be dragged,
 * and beside it the ROC curve with the point that the threshold gives. @scores have to live as
 * long as the view. Signal: "dragged" (double threshold).
 */
GtkWidget *epoch_scores_view_new(EpochScores *scores);

/* @description says the same in words, for a screen reader. */
void epoch_scores_view_set_threshold(EpochScoresView *self, double threshold,
                                     const char *description);

G_END_DECLS
