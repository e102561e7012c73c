/* The layers there are. Each function makes one with parameters of its own in `parameters`, named
 * `name`.weight and the like; NULL with an error (ARGUMENT says which option, NO_MEMORY). Weights
 * begin as those of PyTorch's layers do: uniform in ± 1/√inputs, biases too; the start named at a
 * layer is its own.
 *
 * Source: K. He et al., "Delving deep into rectifiers", ICCV 2015, with a = √5 as PyTorch has it. */
#pragma once

#include "nn/layer.h"
#include "nn/ops/basic.h"
#include "nn/ops/image.h"
#include "nn/ops/sequence.h"

/* .weight [out][in], .bias [out] */
struct ec_dense_layer {
  struct ec_layer layer;
  size_t in, out;
  enum ec_activation activation;
  struct ec_parameter *weight, *bias; /* bias NULL where there is none */
};
ec_status ec_dense_layer_new(struct ec_parameters *parameters, const char *name, size_t in,
                             size_t out, bool bias, enum ec_activation activation,
                             struct ec_layer **layer, struct ec_error *error);

/* .weight [out][height][width][in / groups], .bias [out] */
struct ec_convolution_layer {
  struct ec_layer layer;
  size_t in, out, groups;
  struct ec_window window;
  enum ec_activation activation;
  struct ec_parameter *weight, *bias;
};
ec_status ec_convolution_layer_new(struct ec_parameters *parameters, const char *name, size_t in,
                                   size_t out, const struct ec_window *window, size_t groups,
                                   bool bias, enum ec_activation activation,
                                   struct ec_layer **layer, struct ec_error *error);

/* Without parameters. */
struct ec_pool_layer {
  struct ec_layer layer;
  struct ec_window window;
  bool average, global; /* global: the mean over all pixels */
};
ec_status ec_max_pool_layer_new(const char *name, const struct ec_window *window,
                                struct ec_layer **layer, struct ec_error *error);
ec_status ec_average_pool_layer_new(const char *name, const struct ec_window *window,
                                    struct ec_layer **layer, struct ec_error *error);
ec_status ec_global_pool_layer_new(const char *name, struct ec_layer **layer,
                                   struct ec_error *error);

/* .weight [channels] from 1, .bias [channels] from 0; buffers .running_mean, .running_var */
struct ec_batch_norm_layer {
  struct ec_layer layer;
  size_t channels;
  double momentum, epsilon;
  enum ec_activation activation;
  struct ec_parameter *weight, *bias, *mean, *variance;
};
ec_status ec_batch_norm_layer_new(struct ec_parameters *parameters, const char *name,
                                  size_t channels, enum ec_activation activation,
                                  struct ec_layer **layer, struct ec_error *error);

/* .weight [width] from 1, .bias [width] from 0 */
struct ec_layer_norm_layer {
  struct ec_layer layer;
  size_t width;
  double epsilon;
  struct ec_parameter *weight, *bias;
};
ec_status ec_layer_norm_layer_new(struct ec_parameters *parameters, const char *name, size_t width,
                                  struct ec_layer **layer, struct ec_error *error);

struct ec_dropout_layer {
  struct ec_layer layer;
  double rate;
};
ec_status ec_dropout_layer_new(const char *name, double rate, struct ec_layer **layer,
                               struct ec_error *error);

/* From [n][…] to [n][the rest]. */
ec_status ec_flatten_layer_new(const char *name, struct ec_layer **layer, struct ec_error *error);

/* .weight [entries][width], normal with deviation 1; the row of padding 0. Takes signal->ids. With
 * `positions`, .positions [positions][width] is added, normal with deviation 0.02. */
struct ec_embedding_layer {
  struct ec_layer layer;
  size_t entries, width, positions;
  int32_t padding;
  struct ec_parameter *weight, *place;
};
ec_status ec_embedding_layer_new(struct ec_parameters *parameters, const char *name, size_t entries,
                                 size_t width, size_t positions, int32_t padding,
                                 struct ec_layer **layer, struct ec_error *error);

/* .weight_ih_l0, .weight_hh_l0, .bias_ih_l0, .bias_hh_l0, uniform in ± 1/√hidden. Gives the last
 * state, [n][hidden], or all of them. */
struct ec_recurrent_layer {
  struct ec_layer layer;
  enum ec_recurrence recurrence;
  size_t width, hidden;
  bool all; /* whether all states go on */
  struct ec_parameter *input_weight, *hidden_weight, *input_bias, *hidden_bias;
};
ec_status ec_recurrent_layer_new(struct ec_parameters *parameters, const char *name,
                                 enum ec_recurrence recurrence, size_t width, size_t hidden,
                                 bool all, struct ec_layer **layer, struct ec_error *error);

/* One block of a transformer's encoder, norm first: x + attention(norm(x)), then x + dense(gelu(
 * dense(norm(x)))), with dropout after attention's softmax, both sums' terms and the gelu.
 * .norm1.*, .self_attn.in_proj_weight, .self_attn.in_proj_bias, .self_attn.out_proj.*, .norm2.*,
 * .linear1.*, .linear2.*; attention's weights Xavier-uniform, its biases 0.
 * Source: R. Xiong et al., "On layer normalization in the transformer architecture", ICML 2020. */
struct ec_encoder_layer {
  struct ec_layer layer;
  size_t width, heads, inner;
  double dropout;
  float *attention; /* (borrowed, NULL) where the weights of the next step go */
  struct ec_parameter *in_weight, *in_bias, *out_weight, *out_bias;
  struct ec_parameter *norm1_weight, *norm1_bias, *norm2_weight, *norm2_bias;
  struct ec_parameter *inner_weight, *inner_bias, *outer_weight, *outer_bias;
};
ec_status ec_encoder_layer_new(struct ec_parameters *parameters, const char *name, size_t width,
                               size_t heads, size_t inner, double dropout, struct ec_layer **layer,
                               struct ec_error *error);

/* The mean over time: [n][time][width] to [n][width]. */
ec_status ec_time_mean_layer_new(const char *name, struct ec_layer **layer, struct ec_error *error);

/* f(inner(x) + shortcut(x)): both are lists of layers, the shortcut may be empty. They are taken
 * over, also on failure. */
struct ec_residual_layer {
  struct ec_layer layer;
  struct ec_layer *inner, *shortcut;
  enum ec_activation activation;
};
ec_status ec_residual_layer_new(const char *name, struct ec_layer *inner, struct ec_layer *shortcut,
                                enum ec_activation activation, struct ec_layer **layer,
                                struct ec_error *error);
