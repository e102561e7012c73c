#include "config.h"

#include "io/safetensors-private.h"

#include <stdarg.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"

/* The header while it grows. Once memory has run out or it is too long, nothing more is added. */
struct header {
  char *text;
  size_t n, n_room;
  bool no_memory, too_long;
};

static void
add_bytes(struct header *header, const char *bytes, size_t n)
{
  if (header->no_memory || header->too_long)
    return;
  if (n > EC_SAFETENSORS_HEADER_MAX - header->n) {
    header->too_long = true;
    return;
  }
  if (header->n + n > header->n_room) {
    size_t n_room = 2 * (header->n + n) + 1024;
    char *text = ec_resize(header->text, header->n, n_room, 1);
    header->no_memory = text == NULL;
    if (text == NULL)
      return;
    header->text = text;
    header->n_room = n_room;
  }
  memcpy(header->text + header->n, bytes, n);
  header->n += n;
}

static void EC_PRINTF(2, 3) add(struct header *header, const char *format, ...)
{
  char text[160];
  va_list values;
  va_start(values, format);
  vsnprintf(text, sizeof text, format, values);
  va_end(values);
  add_bytes(header, text, strlen(text));
}

static void
add_text(struct header *header, const char *text)
{
  add_bytes(header, "\"", 1);
  for (; *text != '\0'; text++) {
    if (*text == '"' || *text == '\\')
      add(header, "\\%c", *text);
    else if ((unsigned char)*text < 32)
      add(header, "\\u%04x", (unsigned)(unsigned char)*text);
    else
      add_bytes(header, text, 1);
  }
  add_bytes(header, "\"", 1);
}

static ec_status
check_text(const char *text, struct ec_error *error)
{
  char quoted[96];
  size_t length = strlen(text);
  if (ec_utf8_valid_length(text, length) == length)
    return EC_OK;
  return ec_error_set(error, EC_ERROR_ARGUMENT, "The text \"%s\" is not UTF-8",
                      ec_error_quote(quoted, sizeof quoted, text, length));
}

/* The bytes of a tensor's data. */
static ec_status
measure(const struct ec_stored *tensor, size_t *size, struct ec_error *error)
{
  char quoted[96];
  size_t n = ec_element_size(tensor->element);
  ec_error_quote(quoted, sizeof quoted, tensor->name, strlen(tensor->name));
  if (tensor->rank > EC_TENSOR_RANK_MAX)
    return ec_error_set(error, EC_ERROR_LIMIT, "The tensor \"%s\" has %zu dimensions, not up to %d",
                        quoted, tensor->rank, EC_TENSOR_RANK_MAX);
  for (size_t d = 0; d < tensor->rank; d++)
    if (!ec_size_multiply(n, tensor->shape[d], &n))
      return ec_error_set(error, EC_ERROR_LIMIT, "The tensor \"%s\" is too large", quoted);
  *size = n;
  return EC_OK;
}

/* That there is no other of the name among those before. */
static ec_status
check_name(const struct ec_stored *tensors, size_t index, struct ec_error *error)
{
  char quoted[96];
  const char *name = tensors[index].name;
  bool taken = strcmp(name, "__metadata__") == 0;
  for (size_t i = 0; i < index; i++)
    taken |= strcmp(tensors[i].name, name) == 0;
  if (taken)
    return ec_error_set(error, EC_ERROR_ARGUMENT, "The name \"%s\" of a tensor is taken",
                        ec_error_quote(quoted, sizeof quoted, name, strlen(name)));
  return check_text(name, error);
}

static ec_status
check_texts(const char *const *texts, size_t n_texts, struct ec_error *error)
{
  char quoted[96];
  ec_status status = EC_OK;
  for (size_t i = 0; status == EC_OK && i < 2 * n_texts; i++)
    status = check_text(texts[i], error);
  for (size_t i = 0; status == EC_OK && i < n_texts; i++)
    for (size_t j = 0; j < i; j++)
      if (strcmp(texts[2 * i], texts[2 * j]) == 0)
        return ec_error_set(
            error, EC_ERROR_ARGUMENT, "The text \"%s\" is given twice",
            ec_error_quote(quoted, sizeof quoted, texts[2 * i], strlen(texts[2 * i])));
  return status;
}

static void
add_metadata(struct header *header, const char *const *texts, size_t n_texts)
{
  if (n_texts == 0)
    return;
  add(header, "\"__metadata__\":{");
  for (size_t i = 0; i < n_texts; i++) {
    add(header, i == 0 ? "" : ",");
    add_text(header, texts[2 * i]);
    add(header, ":");
    add_text(header, texts[2 * i + 1]);
  }
  add(header, "}");
}

static void
add_tensor(struct header *header, const struct ec_stored *tensor, size_t begin, size_t end)
{
  if (header->n > 1)
    add(header, ",");
  add_text(header, tensor->name);
  add(header, ":{\"dtype\":\"%s\",\"shape\":[", ec_element_name(tensor->element));
  for (size_t d = 0; d < tensor->rank; d++)
    add(header, d == 0 ? "%zu" : ",%zu", tensor->shape[d]);
  add(header, "],\"data_offsets\":[%zu,%zu]}", begin, end);
}

static ec_status
make_header(struct header *header, const struct ec_stored *tensors, size_t n_tensors,
            const char *const *texts, size_t n_texts, struct ec_error *error)
{
  size_t at = 0, size = 0;
  ec_status status = check_texts(texts, n_texts, error);
  add(header, "{");
  add_metadata(header, texts, status == EC_OK ? n_texts : 0);
  for (size_t i = 0; status == EC_OK && i < n_tensors; i++) {
    status = check_name(tensors, i, error);
    if (status == EC_OK)
      status = measure(&tensors[i], &size, error);
    if (status == EC_OK && at > SIZE_MAX - size)
      status = ec_error_set(error, EC_ERROR_LIMIT, "The tensors are too large for one file");
    if (status != EC_OK)
      return status;
    add_tensor(header, &tensors[i], at, at + size);
    at += size;
  }
  add(header, "}");
  /* Padded, so that the data begin at a multiple of 8. */
  while (header->n % 8 != 0 && !header->no_memory && !header->too_long)
    add(header, " ");
  if (status == EC_OK && header->too_long)
    return ec_error_set(error, EC_ERROR_LIMIT, "The header is longer than the %d bytes that it may",
                        EC_SAFETENSORS_HEADER_MAX);
  if (status == EC_OK && header->no_memory)
    return ec_error_no_memory(error, "the file's header");
  return status;
}

ec_status
ec_safetensors_write(FILE *file, const struct ec_stored *tensors, size_t n_tensors,
                     const char *const *texts, size_t n_texts, struct ec_error *error)
{
  struct header header = {0};
  ec_status status = make_header(&header, tensors, n_tensors, texts, n_texts, error);
  if (status == EC_OK) {
    uint64_t length = header.n;
    fwrite(&length, sizeof length, 1, file);
    fwrite(header.text, 1, header.n, file);
  }
  for (size_t i = 0; status == EC_OK && i < n_tensors; i++) {
    size_t size = 0;
    status = measure(&tensors[i], &size, error);
    if (size > 0)
      fwrite(tensors[i].data, 1, size, file);
  }
  ec_free(header.text);
  return status;
}
