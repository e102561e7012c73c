/* What the parts of the reader of safetensors share.
 *
 * The file:
 *   8 bytes    N, the length of the header, little-endian
 *   N bytes    a JSON object, spaces after it allowed:
 *              {"__metadata__": {KEY: TEXT, …},
 *               NAME: {"dtype": "F32", "shape": [2, 3], "data_offsets": [BEGIN, END]}, …}
 *   the rest   the tensors' bytes, little-endian, by rows; BEGIN and END count from here, and the
 *              tensors cover it without a gap */
#pragma once

#include "base/arena.h"
#include "io/safetensors.h"

enum { EC_SAFETENSORS_HEADER_MAX = 100000000 };

struct ec_stored_place {
  struct ec_stored stored;
  size_t begin, end; /* of its bytes, from the first of the data */
};

struct ec_stored_text {
  const char *name, *value;
};

struct ec_safetensors {
  struct ec_arena *arena;         /* of names and texts */
  struct ec_stored_place *places; /* by where their data lie */
  size_t n_places, n_places_room;
  const struct ec_stored **by_name;
  struct ec_stored_text *texts; /* by name */
  size_t n_texts, n_texts_room;
};

/* The bytes of one number, and how a type is named in files. */
size_t ec_element_size(enum ec_element element);
const char *ec_element_name(enum ec_element element);

/* Reads the header that stands in `bytes` from 8 to `end` into lists in the order of the file. */
ec_status ec_safetensors_scan(struct ec_safetensors *file, const uint8_t *bytes, size_t end,
                              struct ec_error *error);
