/* What the files of "network-by-hand" share: points in the plane, and the net that learns them. */
#pragma once

#include "run/epoch-run-context-private.h"
#include "teach/network.h"

G_BEGIN_DECLS

/* Points of two classes in the plane. */
typedef struct {
  gsize n;
  double *x;              /* n by 2, row by row */
  double *y;              /* 0 or 1 */
  const char *classes[3]; /* what people call them, with a final %NULL */
  const char *axes[2];
  size_t *train, *test; /* numbers of points, in ascending order */
  gsize n_train, n_test;
} EpochPoints;

/**
 * epoch_points_init:
 *
 * Makes the points of the parameters "data", "points", "noise" and "test_share" with the seed of the
 * run, or reads two species of iris, and sets some aside for the test.
 */
gboolean epoch_points_init(EpochPoints *self, EpochRunContext *context, GError **error);
void epoch_points_clear(EpochPoints *self);

/* The weights of the net at one time of the training. */
typedef struct {
  gsize epoch;
  double *weights;
  double train_loss, test_loss;
  double gradients[2]; /* of each layer: the length of the mean gradient of the training points */
} EpochSnapshot;

void epoch_snapshot_free(EpochSnapshot *self);

typedef struct {
  EpochRunContext *context;
  EpochPoints points;
  struct ec_network *network;
  gsize n_hidden;
  enum ec_network_activation activation;
  double rate;
  GArray *losses; /* of double: of the training points, before the first epoch and after each */
  GPtrArray *snapshots; /* of EpochSnapshot: the first is the start, the last the end */
  gboolean diverged;
  GPtrArray *found;
} EpochNetworkByHand;

/* Makes the net and trains it, with progress from @begin to @end. Where it is stopped, what was
 * learnt so far stays. */
gboolean epoch_network_by_hand_train(EpochNetworkByHand *self, double begin, double end,
                                     GError **error);

/* The probability of the second class at a point. */
double epoch_network_by_hand_ask(const EpochNetworkByHand *self, const double *x);
/* The share of points that is told right, at one half. */
double epoch_network_by_hand_measure(const EpochNetworkByHand *self, const size_t *points, gsize n);

/* The charts of what was learnt. */
gboolean epoch_network_by_hand_draw(EpochNetworkByHand *self, GError **error);

/* "calculation.json": one step for one point, and what it did in words. */
gboolean epoch_network_by_hand_calculate(EpochNetworkByHand *self, GError **error);

G_END_DECLS
