/* The safetensors format: eight bytes of length, a JSON object that names tensors with type, shape
 * and place, then the tensors' bytes.
 *
 * Source: the format's own description, huggingface/safetensors, README. A file is not trusted: a
 * header longer than the file or than 100 MB, places that overlap, leave gaps or end beyond the
 * file, shapes that overflow or do not fit the place, names twice, types unknown, are refused with
 * what and where. */
#pragma once

#include <stdint.h>
#include <stdio.h>

#include "base/status.h"
#include "nn/tensor.h"

enum ec_element { EC_ELEMENT_F32, EC_ELEMENT_F16, EC_ELEMENT_I32, EC_ELEMENT_U8, EC_ELEMENT_U64 };

/* One tensor to write; `data` borrowed, of the type's bytes. */
struct ec_stored {
  const char *name;
  enum ec_element element;
  size_t rank;
  size_t shape[EC_TENSOR_RANK_MAX];
  const void *data;
};

/* Writes tensors in the given order, with texts beside them (names and values, n_texts pairs one
 * after the other), to an open file. LIMIT where something is too large; ARGUMENT for a name given
 * twice; what writing itself fails with is left to ferror(). */
ec_status ec_safetensors_write(FILE *file, const struct ec_stored *tensors, size_t n_tensors,
                               const char *const *texts, size_t n_texts, struct ec_error *error);

/* A file read into memory. */
struct ec_safetensors;

/* Reads `size` bytes, which must outlive it. SYNTAX, VALUE, LIMIT, NO_MEMORY. */
ec_status ec_safetensors_read(const uint8_t *bytes, size_t size, struct ec_safetensors **file,
                              struct ec_error *error);
void ec_safetensors_free(struct ec_safetensors *file);

size_t ec_safetensors_count(const struct ec_safetensors *file);

/* The tensor with a number, or with a name: NULL where there is none. Its data lie in the bytes
 * that were read, not aligned. */
const struct ec_stored *ec_safetensors_get(const struct ec_safetensors *file, size_t index);
const struct ec_stored *ec_safetensors_find(const struct ec_safetensors *file, const char *name);

/* A text of the header's metadata, or NULL. */
const char *ec_safetensors_text(const struct ec_safetensors *file, const char *name);
