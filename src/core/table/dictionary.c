#include "config.h"

#include "table/dictionary.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/memory.h"

struct ec_levels {
  atomic_uint n_references;
  size_t n_texts;
  const char **texts;
  struct ec_arena *arena; /* holds the texts */
};

struct entry {
  const char *text;
  size_t length;
  uint64_t hash;
};

/* Open addressing with linear probing; slots hold a code + 1, and 0 where they are free. The number
 * of slots is a power of two and at least twice the number of texts. */
struct ec_dictionary {
  struct ec_arena *arena;
  struct entry *entries;
  size_t n_entries, n_allocated;
  uint32_t *slots;
  size_t n_slots;
};

enum { FIRST_SLOTS = 64 };

size_t
ec_levels_count(const struct ec_levels *levels)
{
  return levels->n_texts;
}

const char *
ec_levels_get(const struct ec_levels *levels, size_t code)
{
  assert(code < levels->n_texts);
  return levels->texts[code];
}

struct ec_levels *
ec_levels_ref(struct ec_levels *levels)
{
  atomic_fetch_add(&levels->n_references, 1);
  return levels;
}

void
ec_levels_unref(struct ec_levels *levels)
{
  if (levels == NULL || atomic_fetch_sub(&levels->n_references, 1) != 1)
    return;
  ec_arena_free(levels->arena);
  ec_free(levels->texts);
  ec_free(levels);
}

struct ec_dictionary *
ec_dictionary_new(void)
{
  struct ec_dictionary *dictionary = ec_alloc_zero(1, sizeof *dictionary);
  if (dictionary == NULL)
    return NULL;
  dictionary->arena = ec_arena_new(0);
  dictionary->slots = ec_alloc_zero(FIRST_SLOTS, sizeof *dictionary->slots);
  dictionary->n_slots = FIRST_SLOTS;
  if (dictionary->arena == NULL || dictionary->slots == NULL) {
    ec_dictionary_free(dictionary);
    return NULL;
  }
  return dictionary;
}

void
ec_dictionary_free(struct ec_dictionary *dictionary)
{
  if (dictionary == NULL)
    return;
  ec_arena_free(dictionary->arena);
  ec_free(dictionary->entries);
  ec_free(dictionary->slots);
  ec_free(dictionary);
}

/* Eight bytes a step, each mixed by a multiplication whose high half is folded in. */
static uint64_t
hash_text(const char *text, size_t length)
{
  uint64_t hash = UINT64_C(0x9E3779B97F4A7C15) ^ length;
  while (length > 0) {
    uint64_t word = 0;
    size_t n = length < sizeof word ? length : sizeof word;
    unsigned __int128 product;
    memcpy(&word, text, n);
    product = (unsigned __int128)(hash ^ word) * UINT64_C(0xD6E8FEB86659FD93);
    hash = (uint64_t)product ^ (uint64_t)(product >> 64) ^ UINT64_C(0xA0761D6478BD642F);
    text += n;
    length -= n;
  }
  return hash ^ hash >> 32;
}

static bool
rehash(struct ec_dictionary *dictionary)
{
  size_t n_slots = dictionary->n_slots * 2;
  uint32_t *slots = ec_alloc_zero(n_slots, sizeof *slots);
  if (slots == NULL)
    return false;
  for (size_t i = 0; i < dictionary->n_entries; i++) {
    size_t slot = dictionary->entries[i].hash & (n_slots - 1);
    while (slots[slot] != 0)
      slot = (slot + 1) & (n_slots - 1);
    slots[slot] = (uint32_t)i + 1;
  }
  ec_free(dictionary->slots);
  dictionary->slots = slots;
  dictionary->n_slots = n_slots;
  return true;
}

/* Makes room for one more entry, in the list and among the slots. */
static bool
reserve(struct ec_dictionary *dictionary)
{
  if (dictionary->n_entries == dictionary->n_allocated) {
    size_t n = dictionary->n_allocated == 0 ? FIRST_SLOTS / 2 : dictionary->n_allocated * 2;
    struct entry *entries =
        ec_resize(dictionary->entries, dictionary->n_entries, n, sizeof *entries);
    if (entries == NULL)
      return false;
    dictionary->entries = entries;
    dictionary->n_allocated = n;
  }
  return (dictionary->n_entries + 1) * 2 <= dictionary->n_slots || rehash(dictionary);
}

ec_status
ec_dictionary_add(struct ec_dictionary *dictionary, const char *text, size_t length, int32_t *code,
                  struct ec_error *error)
{
  uint64_t hash = hash_text(text, length);
  size_t slot = hash & (dictionary->n_slots - 1);
  struct entry *entry;
  while (dictionary->slots[slot] != 0) {
    entry = &dictionary->entries[dictionary->slots[slot] - 1];
    if (entry->hash == hash && entry->length == length && memcmp(entry->text, text, length) == 0) {
      *code = (int32_t)(dictionary->slots[slot] - 1);
      return EC_OK;
    }
    slot = (slot + 1) & (dictionary->n_slots - 1);
  }
  if (dictionary->n_entries >= INT32_MAX)
    return ec_error_set(error, EC_ERROR_LIMIT, "a column holds more than %d different texts",
                        INT32_MAX);
  if (!reserve(dictionary))
    return ec_error_no_memory(error, "the texts of a column");
  entry = &dictionary->entries[dictionary->n_entries];
  entry->text = ec_arena_copy_text(dictionary->arena, text, length);
  if (entry->text == NULL)
    return ec_error_no_memory(error, "the texts of a column");
  entry->length = length;
  entry->hash = hash;
  /* Making room may have moved the slots, so the free one is looked up anew. */
  slot = hash & (dictionary->n_slots - 1);
  while (dictionary->slots[slot] != 0)
    slot = (slot + 1) & (dictionary->n_slots - 1);
  *code = (int32_t)dictionary->n_entries;
  dictionary->slots[slot] = (uint32_t)++dictionary->n_entries;
  return EC_OK;
}

struct sorted {
  const char *text;
  size_t code;
};

static int
compare_sorted(const void *a, const void *b)
{
  return strcmp(((const struct sorted *)a)->text, ((const struct sorted *)b)->text);
}

ec_status
ec_dictionary_finish(struct ec_dictionary *dictionary, int32_t *codes, size_t n_codes,
                     struct ec_levels **levels, struct ec_error *error)
{
  size_t n = dictionary->n_entries;
  struct ec_levels *made = ec_alloc_zero(1, sizeof *made);
  const char **texts = ec_alloc(n, sizeof *texts);
  struct sorted *sorted = ec_alloc(n, sizeof *sorted);
  int32_t *new_codes = ec_alloc(n, sizeof *new_codes);
  if (made == NULL || texts == NULL || sorted == NULL || new_codes == NULL) {
    ec_free(new_codes);
    ec_free(sorted);
    ec_free(texts);
    ec_free(made);
    return ec_error_no_memory(error, "the texts of a column");
  }
  for (size_t i = 0; i < n; i++)
    sorted[i] = (struct sorted){dictionary->entries[i].text, i};
  qsort(sorted, n, sizeof *sorted, compare_sorted);
  for (size_t i = 0; i < n; i++) {
    texts[i] = sorted[i].text;
    new_codes[sorted[i].code] = (int32_t)i;
  }
  for (size_t i = 0; i < n_codes; i++) {
    if (codes[i] >= 0)
      codes[i] = new_codes[codes[i]];
  }
  ec_free(new_codes);
  ec_free(sorted);
  atomic_init(&made->n_references, 1);
  made->n_texts = n;
  made->texts = texts;
  made->arena = dictionary->arena;
  dictionary->arena = NULL;
  dictionary->n_entries = 0;
  *levels = made;
  return EC_OK;
}
