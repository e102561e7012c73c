/* Memory of the core: sizes that can not overflow, and one place through which every block
 * comes, so that a test can let any single allocation fail, as SQLite's test_malloc.c does. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* The product of `a` and `b`; false, with `*product` untouched, where it overflows. */
static inline bool
ec_size_multiply(size_t a, size_t b, size_t *product)
{
  size_t result;
  if (__builtin_mul_overflow(a, b, &result))
    return false;
  *product = result;
  return true;
}

/* The sum of `a` and `b` in `*sum`; false, with `*sum` untouched, where it overflows. */
static inline bool
ec_size_add(size_t a, size_t b, size_t *sum)
{
  size_t result;
  if (__builtin_add_overflow(a, b, &result))
    return false;
  *sum = result;
  return true;
}

/* A block for `count` items of `size` bytes, not cleared, aligned to 64 bytes (a cache line, and
 * the widest vector). NULL where memory runs out or the size overflows. Never NULL for a count
 * of 0, so that NULL always means failure. To be freed with ec_free(). */
void *ec_alloc(size_t count, size_t size);

/* As ec_alloc(), cleared to zero. */
void *ec_alloc_zero(size_t count, size_t size);

/* A block for `new_count` items that begins with the first `old_count` items of `block` (which may
 * be NULL with a count of 0), and frees `block`. On failure NULL, and `block` stays as it was. */
void *ec_resize(void *block, size_t old_count, size_t new_count, size_t size);

/* A copy of `length` bytes of `text` with a final NUL. NULL where memory runs out. */
char *ec_copy_text(const char *text, size_t length);

/* Frees a block of the functions above; NULL is allowed. */
void ec_free(void *block);

/* Decides whether an allocation of `size` bytes may succeed. It must be safe to call from any
 * thread and must not use the core. */
typedef bool (*ec_memory_hook)(size_t size, void *data);

/* For tests alone: from now on `hook` (NULL for none) is asked before each allocation of the
 * whole process. This is the only state that the core keeps outside of its arguments. Not to be
 * called while another thread is inside the core. */
void ec_memory_set_hook(ec_memory_hook hook, void *data);
