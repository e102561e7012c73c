#include "config.h"

#include "nn/layer.h"

#include "base/memory.h"
#include "nn/layers/layer-private.h"

ec_status
ec_net_new(uint64_t seed, struct ec_net **net, struct ec_error *error)
{
  struct ec_net *made = ec_alloc_zero(1, sizeof *made);
  ec_status status;
  if (made == NULL)
    return ec_error_no_memory(error, "a network");
  status = ec_parameters_new(seed, &made->parameters, error);
  if (status != EC_OK) {
    ec_free(made);
    return status;
  }
  *net = made;
  return EC_OK;
}

void
ec_net_free(struct ec_net *net)
{
  if (net == NULL)
    return;
  ec_layer_free_list(net->first);
  ec_parameters_free(net->parameters);
  ec_free(net);
}

void
ec_net_append(struct ec_net *net, struct ec_layer *layer)
{
  if (net->last != NULL)
    net->last->next = layer;
  else
    net->first = layer;
  net->last = layer;
}

void
ec_net_forward(struct ec_net *net, struct ec_tape *tape, struct ec_signal *signal)
{
  ec_layer_forward_list(net->first, tape, signal);
}
