#include "config.h"

#include <math.h>

#include "nn/layers/layer-private.h"

static void
forward(struct ec_layer *layer, struct ec_tape *tape, struct ec_signal *signal)
{
  const struct ec_recurrent_layer *recurrent = (const struct ec_recurrent_layer *)layer;
  const struct ec_recurrent weights = {
      .recurrence = recurrent->recurrence,
      .input_weight = &recurrent->input_weight->tensor,
      .hidden_weight = &recurrent->hidden_weight->tensor,
      .input_bias = &recurrent->input_bias->tensor,
      .hidden_bias = &recurrent->hidden_bias->tensor,
  };
  struct ec_tensor *last = NULL;
  struct ec_tensor *states =
      ec_recur(tape, signal->x, &weights, signal->lengths, recurrent->all ? NULL : &last);
  signal->x = recurrent->all ? states : last;
}

static const struct ec_layer_class classes[EC_N_RECURRENCES] = {
    [EC_RECURRENCE_RNN] = {"rnn", forward, ec_layer_free_plain},
    [EC_RECURRENCE_LSTM] = {"lstm", forward, ec_layer_free_plain},
    [EC_RECURRENCE_GRU] = {"gru", forward, ec_layer_free_plain},
};

static ec_status
add_parameters(struct ec_parameters *parameters, struct ec_recurrent_layer *recurrent,
               struct ec_error *error)
{
  const struct ec_layer *layer = &recurrent->layer;
  size_t rows = ec_recurrence_gates(recurrent->recurrence) * recurrent->hidden;
  double scale = 1.0 / sqrt((double)recurrent->hidden);
  const size_t from_input[] = {rows, recurrent->width}, from_hidden[] = {rows, recurrent->hidden};
  ec_status status = ec_layer_add(parameters, layer, "weight_ih_l0", 2, from_input, EC_INIT_UNIFORM,
                                  scale, &recurrent->input_weight, error);
  if (status == EC_OK)
    status = ec_layer_add(parameters, layer, "weight_hh_l0", 2, from_hidden, EC_INIT_UNIFORM, scale,
                          &recurrent->hidden_weight, error);
  if (status == EC_OK)
    status = ec_layer_add(parameters, layer, "bias_ih_l0", 1, &rows, EC_INIT_UNIFORM, scale,
                          &recurrent->input_bias, error);
  if (status == EC_OK)
    status = ec_layer_add(parameters, layer, "bias_hh_l0", 1, &rows, EC_INIT_UNIFORM, scale,
                          &recurrent->hidden_bias, error);
  return status;
}

ec_status
ec_recurrent_layer_new(struct ec_parameters *parameters, const char *name,
                       enum ec_recurrence recurrence, size_t width, size_t hidden, bool all,
                       struct ec_layer **layer, struct ec_error *error)
{
  struct ec_layer *made = NULL;
  struct ec_recurrent_layer *recurrent;
  ec_status status = ec_layer_check_size(name, "inputs", width, error);
  if (status == EC_OK)
    status = ec_layer_check_size(name, "hidden numbers", hidden, error);
  if (status == EC_OK)
    status = ec_layer_alloc(&classes[recurrence], sizeof *recurrent, name, &made, error);
  if (status != EC_OK)
    return status;
  recurrent = (struct ec_recurrent_layer *)made;
  recurrent->recurrence = recurrence;
  recurrent->width = width;
  recurrent->hidden = hidden;
  recurrent->all = all;
  status = add_parameters(parameters, recurrent, error);
  if (status == EC_OK)
    *layer = made;
  else
    ec_layer_free_plain(made);
  return status;
}
