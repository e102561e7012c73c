/* A game of guessing a number, and the strategies to play it with: what week 1 counts. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A game goes from 1 to a number of at most so much. */
#define EPOCH_GUESSING_MOST 1000000

/**
 * EpochGuessingStrategy:
 * @EPOCH_GUESSING_LINEAR: 1, 2, 3, … until it is right; (n + 1) / 2 guesses on average
 * @EPOCH_GUESSING_RANDOM: any number that is still possible, each as likely; about 2 ln n
 * @EPOCH_GUESSING_BINARY: the middle of what is still possible; at most ⌊log₂ n⌋ + 1
 */
typedef enum {
  EPOCH_GUESSING_LINEAR,
  EPOCH_GUESSING_RANDOM,
  EPOCH_GUESSING_BINARY,
} EpochGuessingStrategy;

#define EPOCH_GUESSING_N_STRATEGIES 3

typedef enum {
  EPOCH_GUESSING_HIGHER, /* the secret is higher than the guess */
  EPOCH_GUESSING_LOWER,
  EPOCH_GUESSING_RIGHT,
  EPOCH_GUESSING_OUTSIDE, /* not a number of the game; it does not count */
} EpochGuessingAnswer;

/* A game under way: what was said so far. A plain value; copying it forks the game. */
typedef struct {
  gint64 largest; /* from 1 to this */
  gint64 secret;
  gint64 low; /* what is still possible: from low to high */
  gint64 high;
  guint n_guesses;
  gboolean over;
} EpochGuessing;

/* The secret of a game from 1 to @largest (1 … EPOCH_GUESSING_MOST, clamped): any number with
 * the same chance, the same one for the same seed. */
gint64 epoch_guessing_pick_secret(gint64 largest, guint64 seed);

/* Begins a game. @secret is clamped to 1 … @largest. */
void epoch_guessing_init(EpochGuessing *self, gint64 largest, gint64 secret);

/* Answers a guess, counts it and narrows what is possible. A game that is over answers as before
 * and counts no more. */
EpochGuessingAnswer epoch_guessing_guess(EpochGuessing *self, gint64 number);

/**
 * epoch_guessing_play:
 * @strategy: who plays
 * @largest: the game goes from 1 to this
 * @secret: what is to be found
 * @seed: of the random strategy; the others do not use it
 * @guesses: (out caller-allocates) (nullable) (array length=n_most): the first guesses
 * @n_most: how many of them there is room for
 *
 * Lets a strategy play a whole game.
 *
 * Returns: how many guesses it needed, the right one included
 */
guint epoch_guessing_play(EpochGuessingStrategy strategy, gint64 largest, gint64 secret,
                          guint64 seed, gint64 *guesses, gsize n_most);

/* The most guesses that the strategy can need in a game from 1 to @largest. */
guint epoch_guessing_get_worst(EpochGuessingStrategy strategy, gint64 largest);

/* "linear", "random", "binary": the id of a strategy in files. */
const char *epoch_guessing_strategy_get_id(EpochGuessingStrategy strategy);

G_END_DECLS
