#include "config.h"

#include "text/words.h"

#include <string.h>

#include "base/arena.h"
#include "base/memory.h"

enum { FIRST_CAPACITY = 1024 };

/* FNV-1a: G. Fowler, L. Noll, P. Vo, RFC 9923. */
static uint32_t
hash_of(const char *text, size_t length)
{
  uint32_t hash = 2166136261u;
  for (size_t i = 0; i < length; i++)
    hash = (hash ^ (unsigned char)text[i]) * 16777619u;
  return hash ^ hash >> 15;
}

bool
ec_words_init(struct ec_words *words)
{
  *words = (struct ec_words){.capacity = FIRST_CAPACITY, .n_slots = 2 * (size_t)FIRST_CAPACITY};
  words->arena = ec_arena_new(0);
  words->words = ec_alloc(words->capacity, sizeof *words->words);
  words->slots = ec_alloc_zero(words->n_slots, sizeof *words->slots);
  if (words->arena && words->words && words->slots)
    return true;
  ec_words_clear(words);
  return false;
}

void
ec_words_clear(struct ec_words *words)
{
  ec_arena_free(words->arena);
  ec_free(words->words);
  ec_free(words->slots);
  *words = (struct ec_words){NULL};
}

/* The slot of a word, or the free one where it belongs. */
static uint32_t *
slot_of(const struct ec_words *words, uint32_t hash, const char *text, size_t length)
{
  size_t at = hash & (words->n_slots - 1);
  for (;; at = (at + 1) & (words->n_slots - 1)) {
    const struct ec_word *word;
    if (words->slots[at] == 0)
      return &words->slots[at];
    word = &words->words[words->slots[at] - 1];
    if (word->hash == hash && word->length == length && memcmp(word->text, text, length) == 0)
      return &words->slots[at];
  }
}

struct ec_word *
ec_words_find(const struct ec_words *words, const char *text, size_t length)
{
  uint32_t slot = *slot_of(words, hash_of(text, length), text, length);
  return slot > 0 ? &words->words[slot - 1] : NULL;
}

/* Doubles the room, so that at most half of the slots are ever taken. */
static bool
grow(struct ec_words *words)
{
  size_t capacity = 2 * words->capacity;
  uint32_t *slots = ec_alloc_zero(2 * capacity, sizeof *slots);
  struct ec_word *resized =
      slots ? ec_resize(words->words, words->n, capacity, sizeof *resized) : NULL;
  if (!resized) {
    ec_free(slots);
    return false;
  }
  ec_free(words->slots);
  words->words = resized;
  words->capacity = capacity;
  words->slots = slots;
  words->n_slots = 2 * capacity;
  for (size_t i = 0; i < words->n; i++) {
    const struct ec_word *word = &words->words[i];
    *slot_of(words, word->hash, word->text, word->length) = (uint32_t)i + 1;
  }
  return true;
}

struct ec_word *
ec_words_add(struct ec_words *words, const char *text, size_t length)
{
  uint32_t hash = hash_of(text, length), *slot = slot_of(words, hash, text, length);
  struct ec_word word = {NULL, (uint32_t)length, hash, 0};
  if (*slot > 0)
    return &words->words[*slot - 1];
  if (words->n == words->capacity) {
    if (!grow(words))
      return NULL;
    slot = slot_of(words, hash, text, length);
  }
  word.text = ec_arena_copy_text(words->arena, text, length);
  if (!word.text)
    return NULL;
  words->words[words->n++] = word;
  *slot = (uint32_t)words->n;
  return &words->words[words->n - 1];
}
