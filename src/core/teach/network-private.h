/* What the parts of the net that is followed by hand share. */
#pragma once

#include "base/arena.h"
#include "teach/network.h"

struct ec_layer {
  size_t n_inputs, n_units;
  enum ec_network_activation activation;
  size_t weights, biases; /* where they begin in the array of all weights */
};

struct ec_network {
  struct ec_network_options options;
  size_t n_layers;
  struct ec_layer layers[2];
  size_t n_weights;
  double *weights;
  const char **names; /* of the weights */
  struct ec_arena *arena;
};

/* All numbers of one row on its way through the net and back. */
struct ec_network_values {
  double sums[2][EC_NETWORK_MAX_UNITS]; /* of the products, before the bias */
  double z[2][EC_NETWORK_MAX_UNITS];    /* before the activation */
  double a[2][EC_NETWORK_MAX_UNITS];    /* after it */
  double da[2][EC_NETWORK_MAX_UNITS];   /* gradients of the loss */
  double dz[2][EC_NETWORK_MAX_UNITS];
  double loss;
};

/* Fills sums, z and a. */
void ec_network_forward(const struct ec_network *network, const double *x,
                        struct ec_network_values *values);

/* Fills the loss, da and dz, and `gradient` (n_weights). */
void ec_network_backward(const struct ec_network *network, const double *x, const double *targets,
                         struct ec_network_values *values, double *gradient);

/* Whether targets are what the loss is made for; says which is not, `row` from 1 where it is not 0. */
ec_status ec_network_check_targets(const struct ec_network *network, const double *targets,
                                   size_t row, struct ec_error *error);

/* Names, in the arena; NULL where memory runs out. `symbol` gets the layer in superscript where the
 * net has two, and the numbers (from 1; 0 for none) in subscript: "w⁽²⁾₁₂". */
const char *ec_network_make_name(const struct ec_network *network, struct ec_arena *arena,
                                 const char *symbol, size_t layer, size_t first, size_t second);
