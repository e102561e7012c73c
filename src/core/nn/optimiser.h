/* Optimisers: how gradients become steps.
 *
 * A weight that decays gets, before each step, `decay` of itself added to its gradient (momentum and
 * Adam: a penalty), or is itself shrunk by rate × decay (AdamW: decoupled).
 *
 * Sources: D. Kingma, J. Ba, "Adam", ICLR 2015, algorithm 1; I. Loshchilov, F. Hutter, "Decoupled
 * weight decay regularization", ICLR 2019, algorithm 2; I. Sutskever et al., ICML 2013, for
 * momentum as v = μ v + g, w -= rate v. */
#pragma once

#include "kernels/compute.h"
#include "nn/parameters.h"

enum ec_optimiser_kind { EC_OPTIMISER_SGD, EC_OPTIMISER_ADAM, EC_OPTIMISER_ADAMW };

struct ec_optimiser_options {
  enum ec_optimiser_kind kind;
  double rate;
  double momentum;     /* of SGD, in [0, 1) */
  bool nesterov;       /* of SGD */
  double beta1, beta2; /* of Adam; 0.9 and 0.999 */
  double epsilon;      /* of Adam; 1e-8 */
  double decay;        /* weight decay; 0 for none */
  double clip;         /* the norm that all gradients together are held to; 0: not held */
};

#define EC_OPTIMISER_OPTIONS_INIT                                                                  \
  {                                                                                                \
    .kind = EC_OPTIMISER_ADAM, .rate = 1e-3, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8         \
  }

struct ec_optimiser;

/* An optimiser of all parameters in the set, which must outlive it and grow no more. ARGUMENT with
 * what is out of range; NO_MEMORY. */
ec_status ec_optimiser_new(struct ec_parameters *parameters,
                           const struct ec_optimiser_options *options,
                           struct ec_optimiser **optimiser, struct ec_error *error);
void ec_optimiser_free(struct ec_optimiser *optimiser);

/* The rate of the next steps. */
void ec_optimiser_set_rate(struct ec_optimiser *optimiser, double rate);

/* Takes one step by the gradients as they are and clears them; frozen parameters stay. `*norm`
 * (may be NULL) becomes the norm of all gradients before they were held. Gradients that are not
 * finite are EC_ERROR_VALUE, name the parameter, and change nothing; so does CANCELLED: a step that
 * has begun is done to its end. */
ec_status ec_optimiser_step(struct ec_optimiser *optimiser, struct ec_compute *compute,
                            double *norm, struct ec_error *error);

/* Steps taken. */
uint64_t ec_optimiser_n_steps(const struct ec_optimiser *optimiser);

/* What it remembers of each parameter, for checkpoints: `which` 0 or 1 (Adam's m and v; momentum's
 * velocity is 0); NULL where it has none. Numbers may be written. */
float *ec_optimiser_state(struct ec_optimiser *optimiser, size_t parameter, unsigned which);
void ec_optimiser_set_n_steps(struct ec_optimiser *optimiser, uint64_t n_steps);
