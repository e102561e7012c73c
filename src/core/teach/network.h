/* A neuron, or a net of two layers, small enough to be followed number by number.
 *
 *     one layer:    z = W x + b,        ŷ = f(z)
 *     two layers:   z⁽¹⁾ = W⁽¹⁾ x + b⁽¹⁾,  h = g(z⁽¹⁾),  z⁽²⁾ = W⁽²⁾ h + b⁽²⁾,  ŷ = f(z⁽²⁾)
 *
 * Losses of one row with targets t: squared error L = ½ sum_k (ŷ_k - t_k)², or cross-entropy,
 * with a softmax output L = -sum_k t_k ln ŷ_k, with sigmoid outputs
 * L = -sum_k (t_k ln ŷ_k + (1 - t_k) ln(1 - ŷ_k)). Gradients by the chain rule from the loss
 * backwards (D. Rumelhart, G. Hinton, R. Williams, "Learning representations by back-propagating
 * errors", Nature 323, 1986). Written for clarity: one loop a formula, nothing is vectorised. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/job.h"
#include "base/status.h"
#include "linalg/matrix.h"

struct ec_network;

enum { EC_NETWORK_MAX_UNITS = 16 }; /* inputs, hidden units, outputs */

enum ec_network_activation {
  EC_NETWORK_IDENTITY,
  EC_NETWORK_SIGMOID,
  EC_NETWORK_TANH,
  EC_NETWORK_RELU,
  EC_NETWORK_SOFTMAX, /* of an output of at least two units, with cross-entropy alone */
};

enum ec_network_loss {
  EC_NETWORK_SQUARED,
  EC_NETWORK_CROSS_ENTROPY, /* with an output of sigmoid or softmax alone */
};

struct ec_network_options {
  size_t n_inputs, n_hidden, n_outputs; /* n_hidden 0: one layer */
  enum ec_network_activation hidden, output;
  enum ec_network_loss loss;
  /* Weights start uniform in ±sqrt(6 / (inputs + outputs of the layer)), biases at zero (X. Glorot,
   * Y. Bengio, AISTATS 2010). */
  uint64_t seed;
};

/* One neuron with two inputs, for two classes. */
#define EC_NETWORK_OPTIONS_INIT                                                                    \
  {                                                                                                \
    2, 0, 1, EC_NETWORK_TANH, EC_NETWORK_SIGMOID, EC_NETWORK_CROSS_ENTROPY, 0                      \
  }

/* A net, owned by the caller. ARGUMENT where the options do not go together, NO_MEMORY. */
ec_status ec_network_new(const struct ec_network_options *options, struct ec_network **network,
                         struct ec_error *error);
void ec_network_free(struct ec_network *network); /* NULL is allowed */

/* All weights in one array, which may be written to: W⁽¹⁾ row by row (a row is a unit, a column an
 * input), b⁽¹⁾, then W⁽²⁾ and b⁽²⁾. Names are as they stand in steps: "w₁₂", "b₁", "w⁽²⁾₁₂". */
size_t ec_network_n_weights(const struct ec_network *network);
double *ec_network_get_weights(struct ec_network *network);
const char *ec_network_get_weight_name(const struct ec_network *network, size_t weight);

/* The outputs (n_outputs) of one row of n_inputs numbers. */
void ec_network_predict(const struct ec_network *network, const double *x, double *outputs);

/* The loss of one row, and where `gradient` is not NULL the derivative of it by each weight. */
double ec_network_evaluate(const struct ec_network *network, const double *x, const double *targets,
                           double *gradient);

/* What a step computes. */
enum ec_step_kind {
  EC_STEP_PRODUCT,    /* of a weight and an input */
  EC_STEP_SUM,        /* of the products of a unit */
  EC_STEP_BIAS,       /* the bias added to that */
  EC_STEP_ACTIVATION, /* of that */
  EC_STEP_LOSS,
  EC_STEP_GRADIENT_OUTPUT,     /* of the loss by an output */
  EC_STEP_GRADIENT_HIDDEN,     /* by a hidden unit */
  EC_STEP_GRADIENT_ACTIVATION, /* by the sum before an activation */
  EC_STEP_GRADIENT_WEIGHT,     /* by a weight */
  EC_STEP_GRADIENT_BIAS,       /* by a bias */
  EC_STEP_UPDATE,              /* a weight, old to new */
  EC_N_STEP_KINDS
};

enum ec_step_stage { EC_STAGE_FORWARD, EC_STAGE_LOSS, EC_STAGE_BACKWARD, EC_STAGE_UPDATE };

/* A number that has a name. */
struct ec_operand {
  const char *name; /* "w₁₁" */
  double value;
};

struct ec_step {
  enum ec_step_kind kind;
  enum ec_step_stage stage;
  unsigned layer;      /* 1 or 2; 0 for the loss */
  size_t unit;         /* of the layer, from 0 */
  const char *name;    /* of the result: "z₁", "∂L/∂w₁₁" */
  const char *formula; /* "z₁ = w₁₁·x₁ + w₁₂·x₂ + b₁": names alone */
  const char *numbers; /* the same with the numbers put in, "= " and the result */
  size_t n_operands;
  const struct ec_operand *operands; /* what the formula reads, in its order */
  double result;
};

/* One training step, number by number. */
struct ec_network_record {
  size_t n_steps;
  const struct ec_step *steps; /* forward, loss, backward, update, each in the order of computing */
  double loss;
  size_t n_weights;
  const double *gradient, *old_weights, *new_weights;
};

/* A short name of a kind in English lower case ("product"); static, never NULL. */
const char *ec_step_kind_name(enum ec_step_kind kind);

/* Computes one step of gradient descent for one row, weight ← weight - rate * gradient, and keeps
 * each number on the way. With `rate` 0 there are no updates. `apply`: the network takes the new
 * weights. The record is the caller's. VALUE where a number is not finite or a target is not what the
 * loss is made for, ARGUMENT, NO_MEMORY. */
ec_status ec_network_follow(struct ec_network *network, const double *x, const double *targets,
                            double rate, bool apply, struct ec_network_record **record,
                            struct ec_error *error);
void ec_network_record_free(struct ec_network_record *record); /* NULL is allowed */

struct ec_network_training {
  double rate;          /* > 0 */
  size_t n_epochs;      /* at least 1 */
  size_t batch_size;    /* rows a step; 0: all of them */
  uint64_t seed;        /* of the order of rows, where a batch is not all of them */
  size_t weights_every; /* keep the weights after each so many epochs; 0: not at all */
  /* Told the mean loss after each epoch, and before the first as epoch 0. May be NULL. */
  void (*step)(void *data, size_t epoch, double loss);
  void *step_data;
};

#define EC_NETWORK_TRAINING_INIT                                                                   \
  {                                                                                                \
    0.1, 100, 1, 0, 0, NULL, NULL                                                                  \
  }

struct ec_network_history {
  size_t n_epochs;      /* that were done */
  const double *losses; /* n_epochs + 1: mean over the rows, before the first and after each */
  bool diverged;        /* the loss is no longer a finite number; training ended there */
  size_t n_kept, n_weights;
  const size_t *kept_epochs;  /* n_kept */
  const double *kept_weights; /* n_kept by n_weights, row by row */
};

/* Trains on the rows of `x` (N by n_inputs) and `targets` (N by n_outputs). The history is the
 * caller's. A network whose training is cancelled keeps its old weights, and one that diverges the
 * last finite ones. EMPTY, SHAPE, VALUE (a number that is not finite, with its place), ARGUMENT,
 * CANCELLED, NO_MEMORY. */
ec_status ec_network_train(struct ec_network *network, const struct ec_matrix *x,
                           const struct ec_matrix *targets,
                           const struct ec_network_training *training, const struct ec_job *job,
                           struct ec_network_history **history, struct ec_error *error);
void ec_network_history_free(struct ec_network_history *history); /* NULL is allowed */
