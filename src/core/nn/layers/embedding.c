#include "config.h"

#include <string.h>

#include "nn/layers/layer-private.h"

/* The first rows of the table of positions, as many as there are places. */
static struct ec_tensor *
get_places(const struct ec_embedding_layer *embedding, struct ec_tape *tape, size_t time)
{
  const struct ec_tensor *table = &embedding->place->tensor;
  struct ec_tensor *places;
  if (time > embedding->positions)
    return ec_tape_fail(tape, EC_ERROR_SHAPE,
                        "the layer “%s” is given %zu words a row, but has %zu positions",
                        embedding->layer.name, time, embedding->positions);
  places = ec_tape_input(tape, table->data, 2, (const size_t[]){time, embedding->width});
  if (places != NULL && ec_tape_get_mode(tape) == EC_TAPE_TRAIN)
    places->gradient = table->gradient;
  return places;
}

static void
forward(struct ec_layer *layer, struct ec_tape *tape, struct ec_signal *signal)
{
  const struct ec_embedding_layer *embedding = (const struct ec_embedding_layer *)layer;
  signal->x = NULL;
  if (signal->ids == NULL || signal->time == 0) {
    ec_tape_fail(tape, EC_ERROR_EMPTY, "the layer “%s” is given no words", layer->name);
    return;
  }
  signal->x = ec_embedding(tape, &embedding->weight->tensor, signal->ids,
                           signal->batch * signal->time, signal->time, embedding->padding);
  if (signal->x != NULL && embedding->place != NULL)
    signal->x = ec_add(tape, signal->x, get_places(embedding, tape, signal->time));
}

static const struct ec_layer_class embedding_class = {"embedding", forward, ec_layer_free_plain};

static ec_status
add_parameters(struct ec_parameters *parameters, struct ec_embedding_layer *embedding,
               struct ec_error *error)
{
  struct ec_layer *layer = &embedding->layer;
  ec_status status = ec_layer_add(parameters, layer, "weight", 2,
                                  (const size_t[]){embedding->entries, embedding->width},
                                  EC_INIT_NORMAL, 1.0, &embedding->weight, error);
  if (status == EC_OK && embedding->padding >= 0)
    memset(embedding->weight->tensor.data + (size_t)embedding->padding * embedding->width, 0,
           embedding->width * sizeof(float));
  if (status == EC_OK && embedding->positions > 0)
    status = ec_layer_add(parameters, layer, "positions", 2,
                          (const size_t[]){embedding->positions, embedding->width}, EC_INIT_NORMAL,
                          0.02, &embedding->place, error);
  return status;
}

ec_status
ec_embedding_layer_new(struct ec_parameters *parameters, const char *name, size_t entries,
                       size_t width, size_t positions, int32_t padding, struct ec_layer **layer,
                       struct ec_error *error)
{
  struct ec_layer *made = NULL;
  struct ec_embedding_layer *embedding;
  ec_status status = ec_layer_check_size(name, "entries", entries, error);
  if (status == EC_OK)
    status = ec_layer_check_size(name, "columns", width, error);
  if (status == EC_OK && padding >= 0 && (size_t)padding >= entries)
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "the layer “%s” pads with entry %d, but has %zu entries, from 0", name,
                        padding, entries);
  if (status == EC_OK)
    status = ec_layer_alloc(&embedding_class, sizeof *embedding, name, &made, error);
  if (status != EC_OK)
    return status;
  embedding = (struct ec_embedding_layer *)made;
  embedding->entries = entries;
  embedding->width = width;
  embedding->positions = positions;
  embedding->padding = padding < 0 ? -1 : padding;
  status = add_parameters(parameters, embedding, error);
  if (status == EC_OK)
    *layer = made;
  else
    ec_layer_free_plain(made);
  return status;
}
