/* An arena: many small blocks that live and die together.
 *
 * Blocks are cut one after the other from large chunks and freed all at once. An arena has a
 * limit on what it hands out in total, so that hostile input can not make it grow for ever. It
 * belongs to one thread at a time. */
#pragma once

#include <stddef.h>

struct ec_arena;

/* An arena that hands out at most `limit` bytes; 0 means no limit. NULL where memory runs out. */
struct ec_arena *ec_arena_new(size_t limit);

/* Frees the arena and all its blocks; NULL is allowed. */
void ec_arena_free(struct ec_arena *arena);

/* A block for `count` items of `size` bytes, cleared to zero, aligned to 16 bytes, owned by the
 * arena. NULL where memory runs out, the size overflows or the limit is reached. Never NULL for
 * a count of 0. */
void *ec_arena_alloc(struct ec_arena *arena, size_t count, size_t size);

/* A copy of `length` bytes of `text` with a final NUL, owned by the arena. NULL on failure. */
char *ec_arena_copy_text(struct ec_arena *arena, const char *text, size_t length);

/* The bytes handed out so far. */
size_t ec_arena_used(const struct ec_arena *arena);
