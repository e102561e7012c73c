#include "config.h"

#include "play/epoch-guessing.h"

#include "base/random.h"

gint64
epoch_guessing_pick_secret(gint64 largest, guint64 seed)
{
  struct ec_random random = ec_random_new(seed);

  largest = CLAMP(largest, 1, EPOCH_GUESSING_MOST);
  return 1 + (gint64)ec_random_below(&random, (uint64_t)largest);
}

void
epoch_guessing_init(EpochGuessing *self, gint64 largest, gint64 secret)
{
  largest = CLAMP(largest, 1, EPOCH_GUESSING_MOST);
  *self = (EpochGuessing){
      .largest = largest,
      .secret = CLAMP(secret, 1, largest),
      .low = 1,
      .high = largest,
  };
}

static EpochGuessingAnswer
compare(const EpochGuessing *self, gint64 number)
{
  if (number < 1 || number > self->largest) {
    return EPOCH_GUESSING_OUTSIDE;
  }
  if (number == self->secret) {
    return EPOCH_GUESSING_RIGHT;
  }
  return number < self->secret ? EPOCH_GUESSING_HIGHER : EPOCH_GUESSING_LOWER;
}

EpochGuessingAnswer
epoch_guessing_guess(EpochGuessing *self, gint64 number)
{
  EpochGuessingAnswer answer = compare(self, number);

  if (answer == EPOCH_GUESSING_OUTSIDE || self->over) {
    return answer;
  }
  self->n_guesses++;
  switch (answer) {
  case EPOCH_GUESSING_HIGHER:
    self->low = MAX(self->low, number + 1);
    break;
  case EPOCH_GUESSING_LOWER:
    self->high = MIN(self->high, number - 1);
    break;
  default:
    self->low = self->high = number;
    self->over = TRUE;
  }
  return answer;
}

static gint64
choose(EpochGuessingStrategy strategy, const EpochGuessing *game, struct ec_random *random)
{
  switch (strategy) {
  case EPOCH_GUESSING_LINEAR:
    return game->low;
  case EPOCH_GUESSING_RANDOM:
    return game->low + (gint64)ec_random_below(random, (uint64_t)(game->high - game->low + 1));
  case EPOCH_GUESSING_BINARY:
    return game->low + (game->high - game->low) / 2;
  }
  g_assert_not_reached();
}

guint
epoch_guessing_play(EpochGuessingStrategy strategy, gint64 largest, gint64 secret, guint64 seed,
                    gint64 *guesses, gsize n_most)
{
  struct ec_random secrets = ec_random_new(seed);
  /* A stream beside that of the secret: drawn from the same one, its first guess would be it. */
  struct ec_random random = ec_random_split(&secrets, 1);
  EpochGuessing game;

  epoch_guessing_init(&game, largest, secret);
  while (!game.over) {
    gint64 number = choose(strategy, &game, &random);

    if (guesses != NULL && game.n_guesses < n_most) {
      guesses[game.n_guesses] = number;
    }
    epoch_guessing_guess(&game, number);
  }
  return game.n_guesses;
}

guint
epoch_guessing_get_worst(EpochGuessingStrategy strategy, gint64 largest)
{
  largest = CLAMP(largest, 1, EPOCH_GUESSING_MOST);
  /* Of n numbers the middle one leaves ⌊n / 2⌋ at most: as many steps as n has binary digits. */
  return strategy == EPOCH_GUESSING_BINARY ? g_bit_storage((gulong)largest) : (guint)largest;
}

const char *
epoch_guessing_strategy_get_id(EpochGuessingStrategy strategy)
{
  static const char *const ids[EPOCH_GUESSING_N_STRATEGIES] = {"linear", "random", "binary"};

  g_return_val_if_fail((guint)strategy < G_N_ELEMENTS(ids), NULL);
  return ids[strategy];
}
