/* Layers: operations with parameters of their own, named and put together to networks.
 *
 * A network is a list of layers, each of which takes what the one before gives. A layer may hold
 * others, as a residual block does. What a layer is, is read off its `kind` and its options: by
 * whoever draws a network, exports it, or writes it in another language. */
#pragma once

#include "nn/parameters.h"
#include "nn/tape.h"

struct ec_layer;

/* What goes from layer to layer. */
struct ec_signal {
  struct ec_tensor *x;    /* NULL before an embedding */
  const int32_t *ids;     /* words, [batch][time], for an embedding; else NULL */
  const int32_t *lengths; /* of each sequence, [batch]; NULL: whole */
  size_t batch, time;
};

struct ec_layer_class {
  const char *kind; /* "dense", "convolution", … */
  /* Sets signal->x to the layer's output. Errors stick to the tape. */
  void (*forward)(struct ec_layer *layer, struct ec_tape *tape, struct ec_signal *signal);
  void (*free)(struct ec_layer *layer);
};

struct ec_layer {
  const struct ec_layer_class *class;
  char name[EC_PARAMETER_NAME_SIZE]; /* the beginning of its parameters' names */
  struct ec_layer *next;             /* in its network or block */
  struct ec_tensor *output;          /* of the last step, while that lasts: for those who look in */
};

/* A network: its layers from first to last, and their parameters. */
struct ec_net {
  struct ec_parameters *parameters;
  struct ec_layer *first, *last;
};

/* An empty network whose parameters begin with `seed`. */
ec_status ec_net_new(uint64_t seed, struct ec_net **net, struct ec_error *error);
void ec_net_free(struct ec_net *net);

/* Appends a layer that was just made with the network's parameters; takes it over. */
void ec_net_append(struct ec_net *net, struct ec_layer *layer);

/* Runs the layers one after the other. */
void ec_net_forward(struct ec_net *net, struct ec_tape *tape, struct ec_signal *signal);
