/* What layers share. */
#pragma once

#include "nn/layers/layers.h"

/* A cleared layer of `size` bytes with a class and a name. ARGUMENT where the name is too long. */
ec_status ec_layer_alloc(const struct ec_layer_class *class, size_t size, const char *name,
                         struct ec_layer **layer, struct ec_error *error);

/* The free function of layers that own nothing else. */
void ec_layer_free_plain(struct ec_layer *layer);

/* Frees a list of layers with all that they hold; NULL is allowed. */
void ec_layer_free_list(struct ec_layer *first);

/* Adds a parameter whose name is the layer's, a dot, and `part`. */
ec_status ec_layer_add(struct ec_parameters *parameters, const struct ec_layer *layer,
                       const char *part, size_t rank, const size_t *shape, enum ec_init init,
                       double scale, struct ec_parameter **parameter, struct ec_error *error);

/* The same for a buffer. */
ec_status ec_layer_add_buffer(struct ec_parameters *parameters, const struct ec_layer *layer,
                              const char *part, size_t size, float value,
                              struct ec_parameter **parameter, struct ec_error *error);

/* A weight of a number of outputs and a shape of inputs, and its bias (NULL: none), both uniform in
 * ± 1/√inputs; parts are named `prefix`weight and `prefix`bias. */
ec_status ec_layer_add_weight(struct ec_parameters *parameters, const struct ec_layer *layer,
                              const char *prefix, size_t rank, const size_t *shape,
                              struct ec_parameter **weight, struct ec_parameter **bias,
                              struct ec_error *error);

/* A scale from 1 and a shift from 0 of a width, named as a weight and a bias are. */
ec_status ec_layer_add_scale(struct ec_parameters *parameters, const struct ec_layer *layer,
                             const char *prefix, size_t width, struct ec_parameter **scale,
                             struct ec_parameter **shift, struct ec_error *error);

/* ARGUMENT where a size is 0; `what` names it ("inputs"). */
ec_status ec_layer_check_size(const char *name, const char *what, size_t size,
                              struct ec_error *error);

/* Runs a list of layers, and notes what each gives. */
void ec_layer_forward_list(struct ec_layer *first, struct ec_tape *tape, struct ec_signal *signal);
