#include "config.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 64 };

static ec_memory_hook memory_hook;
static void *memory_hook_data;

void
ec_memory_set_hook(ec_memory_hook hook, void *data)
{
  memory_hook = hook;
  memory_hook_data = data;
}

void *
ec_alloc(size_t count, size_t size)
{
  size_t bytes, padded;
  if (!ec_size_multiply(count, size, &bytes) || !ec_size_add(bytes, ALIGNMENT, &padded))
    return NULL;
  /* aligned_alloc() wants a multiple of the alignment; an empty block still is a block. */
  padded = bytes == 0 ? ALIGNMENT : (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  if (memory_hook != NULL && !memory_hook(bytes, memory_hook_data))
    return NULL;
  return aligned_alloc(ALIGNMENT, padded);
}

void *
ec_alloc_zero(size_t count, size_t size)
{
  void *block = ec_alloc(count, size);
  if (block != NULL)
    memset(block, 0, count * size);
  return block;
}

void *
ec_resize(void *block, size_t old_count, size_t new_count, size_t size)
{
  void *resized = ec_alloc(new_count, size);
  if (resized == NULL)
    return NULL;
  if (block != NULL)
    memcpy(resized, block, (old_count < new_count ? old_count : new_count) * size);
  ec_free(block);
  return resized;
}

char *
ec_copy_text(const char *text, size_t length)
{
  size_t size;
  char *copy;
  if (!ec_size_add(length, 1, &size) || (copy = ec_alloc(size, 1)) == NULL)
    return NULL;
  memcpy(copy, text, length);
  copy[length] = '\0';
  return copy;
}

void
ec_free(void *block)
{
  free(block);
}
