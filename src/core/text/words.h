/* A set of words, numbered as they come: what counting and a vocabulary have in common. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ec_word {
  const char *text; /* owned by the set's arena, with a final NUL */
  uint32_t length, hash;
  uint64_t count;
};

struct ec_words {
  struct ec_arena *arena;
  struct ec_word *words;
  size_t n, capacity;
  uint32_t *slots; /* 1 + a word's number, 0 where free; open addressing */
  size_t n_slots;  /* a power of two */
};

/* An empty set: false where memory runs out, with nothing to free. */
bool ec_words_init(struct ec_words *words);
void ec_words_clear(struct ec_words *words);

/* The word, or NULL. */
struct ec_word *ec_words_find(const struct ec_words *words, const char *text, size_t length);

/* The word, added with a count of 0 where it is new. NULL where memory runs out. */
struct ec_word *ec_words_add(struct ec_words *words, const char *text, size_t length);
