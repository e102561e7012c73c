/* Gradient boosting over histograms, grown leaf by leaf.
 *
 * A sum of small trees. Each round looks at the loss of what the sum predicts so far, takes its
 * first and second derivative g, h by the raw score of each row, and fits a tree (K trees for
 * K > 2 classes) to them:
 *
 *     value of a leaf   v = -G / (H + l2)         G, H: the sums of g, h over the rows of the leaf
 *     gain of a split   1/2 [ G_l²/(H_l + l2) + G_r²/(H_r + l2) - G²/(H + l2) ]
 *     score             s = base + learning_rate * (the sum of the values of the leaves)
 *
 * The loss is the squared error where the targets are numbers (g = s - y, h = 1; base = mean), the
 * log loss of the logistic function for two classes (g = p - y, h = p (1 - p); base = log odds)
 * and of the softmax for more (for each class; base = log of its share).
 *
 * Values are put into at most max_bins bins, once, so that a split is found by adding up g and h
 * by bin. The leaf whose split gains most is split next (best first). A split learns to which side
 * missing values go; where no training row that came by had one, they go with the larger part.
 * Categories are split into two sets, found by ordering them by G / H (Fisher), smoothed.
 *
 * Derivatives are summed as whole multiples of a small power of two. Such sums are exact in any
 * order, so the model has the same bits for any number of threads, whichever way rows are cut.
 *
 * Sources: J. Friedman, "Greedy function approximation: a gradient boosting machine", Annals of
 * Statistics 29 (2001); G. Ke et al., "LightGBM: a highly efficient gradient boosting decision
 * tree", NeurIPS 2017; T. Chen, C. Guestrin, "XGBoost: a scalable tree boosting system", KDD 2016,
 * section 2 (the formulas above); W. Fisher, "On grouping for maximum homogeneity", JASA 53 (1958),
 * for categories. */
#pragma once

#include <stdint.h>

#include "model/model.h"

extern const struct ec_model_class ec_boosting_class;

/* Told of each round when it is done, on the thread that called ec_model_fit(): `round` counts
 * from 1; the losses are those of ec_boosting_result after that round, `validation_loss` is NaN
 * where nothing is held out. */
typedef void (*ec_boosting_step_func)(void *data, size_t round, double train_loss,
                                      double validation_loss);

enum {
  EC_BOOSTING_MAX_ROUNDS = 100000,
  EC_BOOSTING_MAX_BINS = 255,
  EC_BOOSTING_MAX_LEAVES = 4096,
  EC_BOOSTING_MAX_CODES = 65536, /* of one feature of categories */
  EC_BOOSTING_MAX_ROWS = 1 << 26,
};

struct ec_boosting_options {
  size_t n_rounds;         /* at most; 1 … EC_BOOSTING_MAX_ROUNDS */
  double learning_rate;    /* > 0 */
  size_t max_leaves;       /* of a tree; 2 … EC_BOOSTING_MAX_LEAVES */
  size_t max_depth;        /* splits between root and leaf; 0: no limit */
  size_t min_samples_leaf; /* rows; >= 1 */
  double min_hessian;      /* the least H of a leaf; >= 0 */
  double l2;           /* >= 0; a little keeps leaves whose rows are all but certain, so that H is
                                   almost 0, from stepping too far */
  double min_gain;     /* a split has to gain more than this; >= 0 */
  size_t max_bins;     /* of a feature, beside the one of missing values; 2 … 255 */
  double row_share;    /* of the rows for each round, drawn without putting back; (0, 1] */
  double column_share; /* of the features for each tree, at least one; (0, 1] */
  double categorical_smoothing; /* as many average rows are added to each category before they are
                                   put in order; >= 0 */
  /* What is held out to watch the loss: `validation` (borrowed until the fit ends) if it is not
   * NULL, else this share of the rows, of each class alike; [0, 1). */
  const struct ec_data *validation;
  double validation_share;
  /* Stops when the validation loss has not fallen by more than `tolerance` for this many rounds,
   * and keeps the trees up to its lowest point; 0: never, and keeps all. */
  size_t patience;
  double tolerance;           /* >= 0 */
  uint64_t seed;              /* of the rows held out and of the shares */
  ec_boosting_step_func step; /* may be NULL */
  void *step_data;
};

#define EC_BOOSTING_OPTIONS_INIT                                                                   \
  {                                                                                                \
    100, 0.1, 31, 0, 20, 1e-3, 0.01, 0.0, EC_BOOSTING_MAX_BINS, 1.0, 1.0, 10.0, NULL, 0.0, 0, 0.0, \
        0, NULL, NULL                                                                              \
  }

/* What a fit found out. The losses are means over rows: of the squared error, or of the log loss
 * (natural logarithm). Loss r - 1 of a list is that after round r. */
struct ec_boosting_result {
  size_t n_rounds;          /* done; the length of the lists of losses */
  size_t best_round;        /* 1 … n_rounds: the last one whose trees are kept */
  bool stopped_early;       /* for want of patience */
  size_t n_train_rows;      /* the rows learnt from, without those held out */
  size_t n_validation_rows; /* 0: nothing was held out */
  double start_loss;        /* the training loss of the base score alone */
  const double *train_loss;
  const double *validation_loss; /* NULL where nothing was held out */
  size_t n_features;
  const double *gain;  /* n_features: the sum of the gains of the splits that ask the feature */
  const double *count; /* n_features: how many they are */
};

/* A model that is still to be fitted; owned by the caller. `options` may be NULL. ARGUMENT where an
 * option is out of its range, NO_MEMORY.
 *
 * ec_model_fit() refuses besides: a code of a category that is no whole number below
 * EC_BOOSTING_MAX_CODES (VALUE, naming row and feature), more than EC_BOOSTING_MAX_ROWS rows (LIMIT), a
 * validation set with other features, or with no rows (SHAPE, EMPTY), a share to hold out that
 * leaves no rows on one side (EMPTY), numbers so large that their squares overflow (VALUE).
 *
 * ec_model_predict() gives the number, or the class that is most probable (the first of several).
 * A missing value, and a category that training has not seen, goes where each split says. */
ec_status ec_boosting_new(const struct ec_boosting_options *options, struct ec_model **model,
                          struct ec_error *error);

/* The result of the last fit, borrowed until the next; NULL where the model is not fitted or not
 * of this class. A loaded model has all but n_train_rows and n_validation_rows, which are 0. */
const struct ec_boosting_result *ec_boosting_get_result(const struct ec_model *model);
