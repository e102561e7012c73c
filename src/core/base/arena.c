#include "config.h"

#include "base/arena.h"

#include <stdint.h>
#include <string.h>

#include "base/memory.h"

enum {
  ALIGNMENT = 16,
  FIRST_CHUNK = 4096,
  LARGEST_CHUNK = 1 << 20,
};

struct chunk {
  struct chunk *previous;
  size_t size, used; /* of the bytes after this head */
};

struct ec_arena {
  struct chunk *chunk; /* the newest; blocks are cut from it alone */
  size_t limit, used;
  size_t next_size;
};

/* The head keeps blocks aligned only where its own size is a multiple of their alignment. */
enum { HEAD = (sizeof(struct chunk) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT };

struct ec_arena *
ec_arena_new(size_t limit)
{
  struct ec_arena *arena = ec_alloc_zero(1, sizeof *arena);
  if (arena == NULL)
    return NULL;
  arena->limit = limit == 0 ? SIZE_MAX : limit;
  arena->next_size = FIRST_CHUNK;
  return arena;
}

void
ec_arena_free(struct ec_arena *arena)
{
  if (arena == NULL)
    return;
  while (arena->chunk != NULL) {
    struct chunk *previous = arena->chunk->previous;
    ec_free(arena->chunk);
    arena->chunk = previous;
  }
  ec_free(arena);
}

/* Makes a new chunk with room for `bytes`. Chunks double, so that their number stays small. */
static bool
grow(struct ec_arena *arena, size_t bytes)
{
  size_t size = bytes > arena->next_size ? bytes : arena->next_size;
  struct chunk *chunk;
  if (!ec_size_add(size, HEAD, &size) || (chunk = ec_alloc(size, 1)) == NULL)
    return false;
  chunk->previous = arena->chunk;
  chunk->size = size - HEAD;
  chunk->used = 0;
  arena->chunk = chunk;
  if (arena->next_size < LARGEST_CHUNK)
    arena->next_size *= 2;
  return true;
}

void *
ec_arena_alloc(struct ec_arena *arena, size_t count, size_t size)
{
  size_t bytes;
  char *block;
  if (!ec_size_multiply(count, size, &bytes) || bytes > SIZE_MAX - ALIGNMENT)
    return NULL;
  bytes = bytes == 0 ? ALIGNMENT : (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  if (bytes > arena->limit - arena->used)
    return NULL;
  if (arena->chunk == NULL || bytes > arena->chunk->size - arena->chunk->used) {
    if (!grow(arena, bytes))
      return NULL;
  }
  block = (char *)arena->chunk + HEAD + arena->chunk->used;
  arena->chunk->used += bytes;
  arena->used += bytes;
  memset(block, 0, bytes);
  return block;
}

char *
ec_arena_copy_text(struct ec_arena *arena, const char *text, size_t length)
{
  size_t size;
  char *copy;
  if (!ec_size_add(length, 1, &size) || (copy = ec_arena_alloc(arena, size, 1)) == NULL)
    return NULL;
  memcpy(copy, text, length);
  return copy;
}

size_t
ec_arena_used(const struct ec_arena *arena)
{
  return arena->used;
}
