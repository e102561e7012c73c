/* Week 1: how many guesses does it take? Three strategies play the same games, and their counts are
 * set beside what can be proved of them. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "base/random.h"
#include "chart/epoch-chart-writer-private.h"
#include "experiment/registry-private.h"
#include "play/epoch-guessing.h"
#include "run/epoch-run-files-private.h"

#define N EPOCH_GUESSING_N_STRATEGIES
#define DONE_GAMES 0.8
#define N_LIVE 200   /* points of a live curve */
#define N_EXAMPLE 40 /* guesses of one game that are drawn */
#define N_GROWTH_GAMES 200

typedef struct {
  EpochRunContext *context;
  gint64 largest;
  gsize n_games;      /* that are to be played */
  gsize n_played;     /* that were */
  double *guesses[N]; /* of each game */
  double sums[N];
} Games;

static const char *
get_name(EpochGuessingStrategy strategy)
{
  switch (strategy) {
  case EPOCH_GUESSING_LINEAR:
    return _("One by one");
  case EPOCH_GUESSING_RANDOM:
    return _("At random");
  case EPOCH_GUESSING_BINARY:
    return _("In the middle");
  default:
    g_assert_not_reached();
  }
}

/* What theory says of the mean number of guesses. Of guessing at random among what is possible:
 * 2 (1 + 1/n) H(n) − 3, as for a search in a random binary search tree (D. Knuth, "The Art of
 * Computer Programming" 3, 6.2.2). Of halving: the mean depth of a tree that is as flat as can be
 * (ibid., 6.2.1). */
static double
get_expected(EpochGuessingStrategy strategy, gint64 n)
{
  double harmonic = 0, depth = 0;
  gint64 left = n;

  switch (strategy) {
  case EPOCH_GUESSING_LINEAR:
    return ((double)n + 1) / 2;
  case EPOCH_GUESSING_RANDOM:
    for (gint64 i = n; i > 0; i--) {
      harmonic += 1.0 / (double)i;
    }
    return 2 * (1 + 1.0 / (double)n) * harmonic - 3;
  case EPOCH_GUESSING_BINARY:
    for (gint64 level = 1; left > 0; level++) {
      gint64 here = MIN(left, (gint64)1 << (level - 1));

      depth += (double)(here * level);
      left -= here;
    }
    return depth / (double)n;
  default:
    g_assert_not_reached();
  }
}

/* The secret and the luck of game k, from its own stream, so that it is the same however many are
 * played. */
static void
deal(const Games *self, gsize game, gint64 largest, gint64 *secret, guint64 *luck)
{
  const struct ec_random root = ec_random_new(self->context->seed);
  struct ec_random random = ec_random_split(&root, game);

  *secret = (gint64)ec_random_below(&random, (uint64_t)largest) + 1;
  *luck = ec_random_u64(&random);
}

static void
tell_means(const Games *self)
{
  for (guint s = 0; s < N; s++) {
    epoch_events_metric(self->context->events, "guesses", (gint64)self->n_played,
                        self->sums[s] / (double)self->n_played,
                        epoch_guessing_strategy_get_id((EpochGuessingStrategy)s));
  }
}

static void
play(Games *self)
{
  gsize interval = MAX(self->n_games / N_LIVE, 1);

  while (self->n_played < self->n_games && !epoch_run_context_is_stopped(self->context)) {
    gint64 secret;
    guint64 luck;

    deal(self, self->n_played, self->largest, &secret, &luck);
    for (guint s = 0; s < N; s++) {
      double guesses =
          epoch_guessing_play((EpochGuessingStrategy)s, self->largest, secret, luck, NULL, 0);

      self->guesses[s][self->n_played] = guesses;
      self->sums[s] += guesses;
    }
    self->n_played++;
    if (self->n_played % interval == 0 || self->n_played == self->n_games) {
      g_autofree char *stage = g_strdup_printf(_("Game %zu of %zu"), self->n_played, self->n_games);

      tell_means(self);
      epoch_events_progress(self->context->events,
                            DONE_GAMES * (double)self->n_played / (double)self->n_games, stage);
    }
  }
}

/* How the counts are spread: a box a strategy. */
static gboolean
write_boxes(const Games *self, GError **error)
{
  const char *names[N];
  g_autofree char *summary = g_strdup_printf(
      ngettext("How many guesses the %zu game took: the box holds the middle half of the games.",
               "How many guesses each of the %zu games took: the box holds the middle half of "
               "them.",
               self->n_played),
      self->n_played);
  EpochChartWriter *chart = epoch_chart_writer_new("box", _("Guesses a game"), summary);

  for (guint s = 0; s < N; s++) {
    names[s] = get_name((EpochGuessingStrategy)s);
    epoch_chart_writer_add_box(chart, self->guesses[s], self->n_played);
  }
  epoch_chart_writer_set_axis(chart, "x", _("Strategy"), NULL);
  epoch_chart_writer_set_axis(chart, "y", _("Guesses"), NULL);
  epoch_chart_writer_set_texts(chart, "categories", names, N);
  return epoch_chart_writer_write(chart, self->context, "guesses", error);
}

/* The two strategies that are close to each other, alone: beside the third they would be crushed. */
static gboolean
write_histogram(const Games *self, GError **error)
{
  const char *names[] = {get_name(EPOCH_GUESSING_RANDOM), get_name(EPOCH_GUESSING_BINARY)};
  g_autofree double *values = g_new(double, 2 * self->n_played);
  g_autofree int *groups = g_new(int, 2 * self->n_played);
  guint worst = epoch_guessing_get_worst(EPOCH_GUESSING_BINARY, self->largest);
  g_autofree char *summary = g_strdup_printf(
      ngettext("Guessing in the middle never takes more than %u guess.",
               "Guessing in the middle never takes more than %u guesses; at random among what is "
               "possible takes more, and how many is a matter of luck.",
               worst),
      worst);
  EpochChartWriter *chart = epoch_chart_writer_new("histogram", _("Halving against luck"), summary);

  for (gsize i = 0; i < self->n_played; i++) {
    values[2 * i] = self->guesses[EPOCH_GUESSING_RANDOM][i];
    values[2 * i + 1] = self->guesses[EPOCH_GUESSING_BINARY][i];
    groups[2 * i] = 0;
    groups[2 * i + 1] = 1;
  }
  epoch_chart_writer_set_axis(chart, "x", _("Guesses"), NULL);
  epoch_chart_writer_set_axis(chart, "y", _("Games"), NULL);
  epoch_chart_writer_set_histogram(chart, values, 2 * self->n_played, names, groups, 2);
  return epoch_chart_writer_write(chart, self->context, "histogram", error);
}

/* The first game, guess by guess. */
static gboolean
write_example(const Games *self, GError **error)
{
  gint64 secret;
  guint64 luck;
  EpochChartWriter *chart = epoch_chart_writer_new(
      "line", _("One game, guess by guess"),
      _("The same secret number for all three. Halving closes in from both sides; going one by one "
        "only ever rules out the number just tried."));

  deal(self, 0, self->largest, &secret, &luck);
  for (guint s = 0; s < N; s++) {
    gint64 guesses[N_EXAMPLE];
    double x[N_EXAMPLE], y[N_EXAMPLE];
    guint n = epoch_guessing_play((EpochGuessingStrategy)s, self->largest, secret, luck, guesses,
                                  N_EXAMPLE);
    EpochChartSeries series = {
        .name = get_name((EpochGuessingStrategy)s), .x = x, .y = y, .n = MIN(n, N_EXAMPLE)};

    for (gsize i = 0; i < series.n; i++) {
      x[i] = (double)i + 1;
      y[i] = (double)guesses[i];
    }
    epoch_chart_writer_add_series(chart, &series);
  }
  epoch_chart_writer_set_axis(chart, "x", _("Guess"), NULL);
  epoch_chart_writer_set_axis(chart, "y", _("Number"), NULL);
  epoch_chart_writer_add_guide(chart, "horizontal", (double)secret, _("Secret"));
  return epoch_chart_writer_write(chart, self->context, "example", error);
}

/* The mean of some games from 1 to @largest. */
static double
measure(const Games *self, EpochGuessingStrategy strategy, gint64 largest)
{
  double sum = 0;

  for (gsize i = 0; i < N_GROWTH_GAMES; i++) {
    gint64 secret;
    guint64 luck;

    deal(self, i, largest, &secret, &luck);
    sum += epoch_guessing_play(strategy, largest, secret, luck, NULL, 0);
  }
  return sum / N_GROWTH_GAMES;
}

/* How the mean grows as the game does, for the two strategies that can be drawn on one scale. */
static gboolean
write_growth(const Games *self, GError **error)
{
  const EpochGuessingStrategy strategies[] = {EPOCH_GUESSING_RANDOM, EPOCH_GUESSING_BINARY};
  gint64 most = MAX(self->largest, 1024);
  EpochChartWriter *chart = epoch_chart_writer_new(
      "line", _("What a game twice as large costs"),
      _("Each step to the right doubles the game. Halving then needs one guess more, whatever the "
        "size; going one by one needs twice as many, and would leave this picture at once."));

  for (guint s = 0; s < G_N_ELEMENTS(strategies); s++) {
    double x[64], y[64];
    EpochChartSeries series = {.name = get_name(strategies[s]), .x = x, .y = y};

    for (gint64 largest = 2; largest <= most; largest *= 2) {
      x[series.n] = log2((double)largest);
      y[series.n++] = measure(self, strategies[s], largest);
    }
    epoch_chart_writer_add_series(chart, &series);
  }
  epoch_chart_writer_set_axis(chart, "x", _("Doublings of the game"), NULL);
  epoch_chart_writer_set_axis(chart, "y", _("Guesses on average"), NULL);
  return epoch_chart_writer_write(chart, self->context, "growth", error);
}

static gboolean
write_reading(const Games *self, GError **error)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
  double linear = self->sums[EPOCH_GUESSING_LINEAR], binary = self->sums[EPOCH_GUESSING_BINARY];
  g_autofree char *times = epoch_amount_round(linear / binary, 2);
  guint worst = epoch_guessing_get_worst(EPOCH_GUESSING_BINARY, self->largest);

  for (guint s = 0; s < N; s++) {
    EpochGuessingStrategy strategy = (EpochGuessingStrategy)s;
    g_autofree char *mean = epoch_amount_round(self->sums[s] / (double)self->n_played, 3);
    g_autofree char *expected = epoch_amount_round(get_expected(strategy, self->largest), 3);

    g_ptr_array_add(found,
                    g_strdup_printf(_("%s: %s guesses on average. The mean that can be proved is "
                                      "%s."),
                                    get_name(strategy), mean, expected));
    epoch_run_context_metric(self->context, "guesses", epoch_guessing_strategy_get_id(strategy),
                             self->sums[s] / (double)self->n_played);
  }
  g_ptr_array_add(found, g_strdup_printf(_("Guessing in the middle is %s times as quick as going "
                                           "one by one."),
                                         times));
  g_ptr_array_add(found, g_strdup_printf(ngettext("Whatever the number, %u guess in the middle is "
                                                  "enough.",
                                                  "Whatever the number, %u guesses in the middle "
                                                  "are enough: each answer halves what is left.",
                                                  worst),
                                         worst));
  return epoch_run_files_write_reading(self->context, found, error);
}

gboolean
epoch_guessing_game_run(EpochRunContext *context, GError **error)
{
  Games self = {.context = context,
                .largest = epoch_run_context_get_integer(context, "largest"),
                .n_games = (gsize)epoch_run_context_get_integer(context, "games")};
  gboolean well;

  for (guint s = 0; s < N; s++) {
    self.guesses[s] = g_new(double, self.n_games);
  }
  play(&self);
  if (self.n_played > 0 && !context->stopped) {
    epoch_events_progress(context->events, DONE_GAMES, _("Drawing charts"));
  }
  well = self.n_played == 0 ||
         (write_boxes(&self, error) && write_histogram(&self, error) &&
          write_example(&self, error) && write_growth(&self, error) && write_reading(&self, error));
  for (guint s = 0; s < N; s++) {
    g_free(self.guesses[s]);
  }
  if (well && !context->stopped) {
    epoch_events_progress(context->events, 1, _("Done"));
  }
  return well;
}
