#include "config.h"

#include "io/safetensors-private.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "files are little-endian");

size_t
ec_element_size(enum ec_element element)
{
  static const size_t sizes[] = {4, 2, 4, 1, 8};
  return sizes[element];
}

const char *
ec_element_name(enum ec_element element)
{
  static const char *const names[] = {"F32", "F16", "I32", "U8", "U64"};
  return names[element];
}

static ec_status
fail_tensor(const struct ec_stored *stored, ec_status status, const char *what,
            struct ec_error *error)
{
  char quoted[96];
  return ec_error_set(error, status, "The tensor \"%s\" %s",
                      ec_error_quote(quoted, sizeof quoted, stored->name, strlen(stored->name)),
                      what);
}

static int
compare_places(const void *a, const void *b)
{
  const struct ec_stored_place *p = a, *q = b;
  if (p->begin != q->begin)
    return p->begin < q->begin ? -1 : 1;
  if (p->end != q->end)
    return p->end < q->end ? -1 : 1;
  return strcmp(p->stored.name, q->stored.name);
}

static int
compare_names(const void *a, const void *b)
{
  return strcmp((*(const struct ec_stored *const *)a)->name,
                (*(const struct ec_stored *const *)b)->name);
}

static int
compare_texts(const void *a, const void *b)
{
  return strcmp(((const struct ec_stored_text *)a)->name, ((const struct ec_stored_text *)b)->name);
}

/* The bytes that the shape asks for are those of the place, and these are in the file. */
static ec_status
check_place(const struct ec_stored_place *place, size_t n_bytes, struct ec_error *error)
{
  const struct ec_stored *stored = &place->stored;
  size_t size = ec_element_size(stored->element);
  for (size_t d = 0; d < stored->rank; d++)
    if (!ec_size_multiply(size, stored->shape[d], &size))
      return fail_tensor(stored, EC_ERROR_LIMIT, "has a shape with more bytes than can be counted",
                         error);
  if (place->begin > place->end)
    return fail_tensor(stored, EC_ERROR_VALUE, "ends before it begins", error);
  if (place->end > n_bytes)
    return fail_tensor(stored, EC_ERROR_VALUE, "ends beyond the end of the file", error);
  if (place->end - place->begin != size)
    return fail_tensor(stored, EC_ERROR_VALUE,
                       "has a place that is not as long as its shape needs it", error);
  return EC_OK;
}

/* Puts the tensors in the order of their data, which have to follow each other to the end. */
static ec_status
arrange_places(struct ec_safetensors *file, const uint8_t *data, size_t n_bytes,
               struct ec_error *error)
{
  size_t at = 0;
  for (size_t i = 0; i < file->n_places; i++) {
    ec_status status = check_place(&file->places[i], n_bytes, error);
    if (status != EC_OK)
      return status;
  }
  if (file->n_places > 1)
    qsort(file->places, file->n_places, sizeof *file->places, compare_places);
  for (size_t i = 0; i < file->n_places; i++) {
    struct ec_stored_place *place = &file->places[i];
    if (place->begin < at)
      return fail_tensor(&place->stored, EC_ERROR_VALUE, "overlaps the one before it", error);
    if (place->begin > at)
      return fail_tensor(&place->stored, EC_ERROR_VALUE, "leaves a gap before it", error);
    at = place->end;
    place->stored.data = data + place->begin;
  }
  if (at != n_bytes)
    return ec_error_set(error, EC_ERROR_VALUE,
                        "The last tensor ends %zu bytes before the end of the file", n_bytes - at);
  return EC_OK;
}

/* Lists tensors and texts by name; none may be there twice. */
static ec_status
arrange_names(struct ec_safetensors *file, struct ec_error *error)
{
  char quoted[96];
  file->by_name = ec_alloc(file->n_places, sizeof *file->by_name);
  if (file->by_name == NULL)
    return ec_error_no_memory(error, "the file's header");
  for (size_t i = 0; i < file->n_places; i++)
    file->by_name[i] = &file->places[i].stored;
  if (file->n_places > 1)
    qsort(file->by_name, file->n_places, sizeof *file->by_name, compare_names);
  for (size_t i = 1; i < file->n_places; i++)
    if (strcmp(file->by_name[i - 1]->name, file->by_name[i]->name) == 0)
      return fail_tensor(file->by_name[i], EC_ERROR_SYNTAX, "is there twice", error);
  if (file->n_texts > 1)
    qsort(file->texts, file->n_texts, sizeof *file->texts, compare_texts);
  for (size_t i = 1; i < file->n_texts; i++)
    if (strcmp(file->texts[i - 1].name, file->texts[i].name) == 0)
      return ec_error_set(
          error, EC_ERROR_SYNTAX, "The text \"%s\" of the metadata is there twice",
          ec_error_quote(quoted, sizeof quoted, file->texts[i].name, strlen(file->texts[i].name)));
  return EC_OK;
}

static ec_status
check_length(const uint8_t *bytes, size_t size, size_t *end, struct ec_error *error)
{
  uint64_t length;
  if (size < 8)
    return ec_error_set(error, EC_ERROR_SYNTAX,
                        "The file has %zu bytes, and 8 are needed to say how long its header is",
                        size);
  memcpy(&length, bytes, 8);
  if (length > EC_SAFETENSORS_HEADER_MAX)
    return ec_error_set(error, EC_ERROR_LIMIT,
                        "The header is said to have %llu bytes, more than the %d that it may",
                        (unsigned long long)length, EC_SAFETENSORS_HEADER_MAX);
  if (length > size - 8)
    return ec_error_set(error, EC_ERROR_SYNTAX,
                        "The header is said to have %llu bytes, but the file ends after %zu",
                        (unsigned long long)length, size - 8);
  *end = 8 + (size_t)length;
  return EC_OK;
}

ec_status
ec_safetensors_read(const uint8_t *bytes, size_t size, struct ec_safetensors **file,
                    struct ec_error *error)
{
  struct ec_safetensors *made;
  size_t end = 0;
  ec_status status = check_length(bytes, size, &end, error);
  if (status != EC_OK)
    return status;
  made = ec_alloc_zero(1, sizeof *made);
  if (made == NULL || (made->arena = ec_arena_new(0)) == NULL) {
    ec_free(made);
    return ec_error_no_memory(error, "the file's header");
  }
  status = ec_safetensors_scan(made, bytes, end, error);
  if (status == EC_OK)
    status = arrange_places(made, bytes + end, size - end, error);
  if (status == EC_OK)
    status = arrange_names(made, error);
  if (status != EC_OK) {
    ec_safetensors_free(made);
    return status;
  }
  *file = made;
  return EC_OK;
}

void
ec_safetensors_free(struct ec_safetensors *file)
{
  if (file == NULL)
    return;
  ec_arena_free(file->arena);
  ec_free(file->places);
  ec_free(file->by_name);
  ec_free(file->texts);
  ec_free(file);
}

size_t
ec_safetensors_count(const struct ec_safetensors *file)
{
  return file->n_places;
}

const struct ec_stored *
ec_safetensors_get(const struct ec_safetensors *file, size_t index)
{
  return index < file->n_places ? &file->places[index].stored : NULL;
}

const struct ec_stored *
ec_safetensors_find(const struct ec_safetensors *file, const char *name)
{
  size_t low = 0, high = file->n_places;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = strcmp(file->by_name[middle]->name, name);
    if (order == 0)
      return file->by_name[middle];
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}

const char *
ec_safetensors_text(const struct ec_safetensors *file, const char *name)
{
  for (size_t i = 0; i < file->n_texts; i++)
    if (strcmp(file->texts[i].name, name) == 0)
      return file->texts[i].value;
  return NULL;
}
