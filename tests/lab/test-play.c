/* What the lab lets one play with: the guessing game, vectors, matrices and slopes, and scores with
 * a threshold. */
#include "config.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

#include "base/epoch-error.h"
#include "play/epoch-algebra.h"
#include "play/epoch-guessing.h"
#include "play/epoch-scores.h"

static void
assert_near(double found, double wanted)
{
  g_assert_cmpfloat_with_epsilon(found, wanted, 1e-12 * fmax(1, fabs(wanted)));
}

static void
test_game(void)
{
  EpochGuessing game;

  epoch_guessing_init(&game, 100, 37);
  g_assert_cmpint(epoch_guessing_guess(&game, 0), ==, EPOCH_GUESSING_OUTSIDE);
  g_assert_cmpint(epoch_guessing_guess(&game, 101), ==, EPOCH_GUESSING_OUTSIDE);
  g_assert_cmpuint(game.n_guesses, ==, 0);
  g_assert_cmpint(epoch_guessing_guess(&game, 50), ==, EPOCH_GUESSING_LOWER);
  g_assert_cmpint(epoch_guessing_guess(&game, 20), ==, EPOCH_GUESSING_HIGHER);
  /* A guess that says nothing new counts, but widens nothing. */
  g_assert_cmpint(epoch_guessing_guess(&game, 80), ==, EPOCH_GUESSING_LOWER);
  g_assert_cmpint(game.low, ==, 21);
  g_assert_cmpint(game.high, ==, 49);
  g_assert_cmpint(epoch_guessing_guess(&game, 37), ==, EPOCH_GUESSING_RIGHT);
  g_assert_true(game.over);
  g_assert_cmpuint(game.n_guesses, ==, 4);
  g_assert_cmpint(epoch_guessing_guess(&game, 1), ==, EPOCH_GUESSING_HIGHER);
  g_assert_cmpuint(game.n_guesses, ==, 4);
}

/* Every secret of games of many sizes: the strategies end, within what each can need at most, and
 * each of their guesses is one that is still possible. */
static void
test_strategies(void)
{
  const gint64 sizes[] = {1, 2, 3, 7, 8, 100, 1000};

  for (guint s = 0; s < G_N_ELEMENTS(sizes); s++) {
    double sums[EPOCH_GUESSING_N_STRATEGIES] = {0};

    for (gint64 secret = 1; secret <= sizes[s]; secret++) {
      for (guint i = 0; i < EPOCH_GUESSING_N_STRATEGIES; i++) {
        EpochGuessingStrategy strategy = (EpochGuessingStrategy)i;
        gint64 guesses[1000];
        guint n = epoch_guessing_play(strategy, sizes[s], secret, 7, guesses, 1000);
        EpochGuessing game;

        g_assert_cmpuint(n, >=, 1);
        g_assert_cmpuint(n, <=, epoch_guessing_get_worst(strategy, sizes[s]));
        g_assert_cmpuint(n, ==, epoch_guessing_play(strategy, sizes[s], secret, 7, NULL, 0));
        epoch_guessing_init(&game, sizes[s], secret);
        for (guint k = 0; k < n; k++) {
          g_assert_cmpint(guesses[k], >=, game.low);
          g_assert_cmpint(guesses[k], <=, game.high);
          epoch_guessing_guess(&game, guesses[k]);
        }
        g_assert_true(game.over);
        sums[i] += n;
      }
    }
    /* One by one takes (n + 1) / 2 on average. */
    assert_near(sums[EPOCH_GUESSING_LINEAR] / (double)sizes[s], ((double)sizes[s] + 1) / 2);
    g_assert_cmpfloat(sums[EPOCH_GUESSING_BINARY], <=, sums[EPOCH_GUESSING_RANDOM]);
  }
  /* ⌊log₂ n⌋ + 1 */
  g_assert_cmpuint(epoch_guessing_get_worst(EPOCH_GUESSING_BINARY, 1000000), ==, 20);
  g_assert_cmpuint(epoch_guessing_get_worst(EPOCH_GUESSING_BINARY, 1024), ==, 11);
}

/* Secrets come from the seed alone, and are spread over the whole range: of 10 numbers each comes
 * about as often (the 99.9 % point of χ² with 9 degrees of freedom is 27.9). */
static void
test_secrets(void)
{
  guint counts[10] = {0};
  double chi = 0;

  for (guint64 seed = 0; seed < 10000; seed++) {
    gint64 secret = epoch_guessing_pick_secret(10, seed);

    g_assert_cmpint(secret, >=, 1);
    g_assert_cmpint(secret, <=, 10);
    g_assert_cmpint(secret, ==, epoch_guessing_pick_secret(10, seed));
    counts[secret - 1]++;
  }
  for (guint i = 0; i < 10; i++) {
    chi += (counts[i] - 1000.0) * (counts[i] - 1000.0) / 1000.0;
  }
  g_assert_cmpfloat(chi, <, 27.9);
  g_assert_cmpint(epoch_guessing_pick_secret(0, 5), ==, 1);
}

static void
test_vectors(void)
{
  EpochVector u = {3, 4}, v = {-4, 3}, projection;
  double angle;

  assert_near(epoch_vector_length(u), 5);
  assert_near(epoch_vector_dot(u, v), 0);
  g_assert_true(epoch_vector_angle(u, v, &angle));
  assert_near(angle, G_PI / 2);
  g_assert_true(epoch_vector_project((EpochVector){2, 3}, (EpochVector){5, 0}, &projection));
  assert_near(projection.x, 2);
  assert_near(projection.y, 0);
  g_assert_false(epoch_vector_angle(u, (EpochVector){0, 0}, &angle));
  g_assert_false(epoch_vector_project(u, (EpochVector){0, 0}, &projection));
  /* Where acos(u·v / |u||v|) gives 0, as the cosine rounds to 1. */
  g_assert_true(epoch_vector_angle((EpochVector){1, 0}, (EpochVector){1, 1e-9}, &angle));
  g_assert_cmpfloat_with_epsilon(angle, 1e-9, 1e-20);
  assert_near(epoch_vector_length((EpochVector){3e200, 4e200}), 5e200);
}

/* λ and v are an eigenvalue and its vector where A v = λ v; their sum is the trace and their
 * product the determinant. */
static void
test_eigen(void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed(3);
  guint kinds[4] = {0};

  for (int i = 0; i < 2000; i++) {
    EpochMatrix m = {
        round(g_rand_double_range(random, -3, 3)), round(g_rand_double_range(random, -3, 3)),
        round(g_rand_double_range(random, -3, 3)), round(g_rand_double_range(random, -3, 3))};
    EpochEigen eigen = epoch_matrix_get_eigen(m);
    double determinant = epoch_matrix_determinant(m);

    kinds[eigen.kind]++;
    if (eigen.kind == EPOCH_EIGEN_COMPLEX) {
      g_assert_cmpfloat(eigen.values[1], >, 0);
      assert_near(2 * eigen.values[0], m.a + m.d);
      g_assert_cmpfloat_with_epsilon(eigen.values[0] * eigen.values[0] +
                                         eigen.values[1] * eigen.values[1],
                                     determinant, 1e-12);
      continue;
    }
    assert_near(eigen.values[0] + eigen.values[1], m.a + m.d);
    g_assert_cmpfloat_with_epsilon(eigen.values[0] * eigen.values[1], determinant, 1e-12);
    for (int k = 0; k < 2; k++) {
      EpochVector image = epoch_matrix_apply(m, eigen.vectors[k]);

      assert_near(epoch_vector_length(eigen.vectors[k]), 1);
      g_assert_cmpfloat_with_epsilon(image.x, eigen.values[k] * eigen.vectors[k].x, 1e-12);
      g_assert_cmpfloat_with_epsilon(image.y, eigen.values[k] * eigen.vectors[k].y, 1e-12);
    }
  }
  for (guint kind = 0; kind < G_N_ELEMENTS(kinds); kind++) {
    g_assert_cmpuint(kinds[kind], >, 0);
  }
  /* A shear has one direction, and a turn by 90° none. */
  g_assert_cmpint(epoch_matrix_get_eigen((EpochMatrix){1, 1, 0, 1}).kind, ==, EPOCH_EIGEN_ONE);
  g_assert_cmpint(epoch_matrix_get_eigen((EpochMatrix){0, -1, 1, 0}).kind, ==, EPOCH_EIGEN_COMPLEX);
}

/* The formula of a derivative is what the central difference tends to. */
static void
test_slopes(void)
{
  for (int f = 0; f < EPOCH_FUNCTION_N; f++) {
    EpochFunction function = (EpochFunction)f;

    for (double x = -3; x <= 3; x += 0.25) {
      const double h = 1e-5;
      double central =
          (epoch_function_get_value(function, x + h) - epoch_function_get_value(function, x - h)) /
          (2 * h);

      g_assert_cmpfloat_with_epsilon(epoch_function_get_derivative(function, x), central, 1e-7);
      g_assert_cmpfloat_with_epsilon(epoch_function_get_quotient(function, x, 1e-6), central, 1e-4);
    }
  }
  g_assert_cmpfloat(epoch_function_get_value(EPOCH_FUNCTION_SIGMOID, -800), >=, 0);
  assert_near(epoch_function_get_value(EPOCH_FUNCTION_SIGMOID, 800), 1);
}

static EpochScores *
parse(const char *text, GError **error)
{
  g_autoptr(JsonNode) node = json_from_string(text, NULL);

  return epoch_scores_new_from_json(json_node_get_object(node), error);
}

/* The counts of scikit-learn 1.4.2:
 *   y = [0, 0, 1, 0, 1, 1, 0, 1]; p = [.1, .2, .3, .4, .6, .7, .8, .9]
 *   for t in (0, .35, .5, .8, 1): confusion_matrix(y, [x >= t for x in p]).ravel()
 * gives tn, fp, fn, tp below. */
static void
test_threshold(void)
{
  const struct {
    double threshold;
    guint tn, fp, fn, tp;
  } cases[] = {
      {0, 0, 4, 0, 4}, {0.35, 2, 2, 1, 3}, {0.5, 3, 1, 1, 3}, {0.8, 3, 1, 3, 1}, {1, 4, 0, 4, 0}};
  g_autoptr(EpochScores) scores =
      parse("{\"positive\": \"yes\", \"negative\": \"no\", \"y\": [0,0,1,0,1,1,0,1],"
            " \"p\": [0.1,0.2,0.3,0.4,0.6,0.7,0.8,0.9]}",
            NULL);
  EpochScoresRates rates;
  guint counts[10];

  g_assert_cmpuint(epoch_scores_get_n(scores), ==, 8);
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    EpochScoresCounts found = epoch_scores_count(scores, cases[i].threshold);

    g_assert_cmpuint(found.true_negatives, ==, cases[i].tn);
    g_assert_cmpuint(found.false_positives, ==, cases[i].fp);
    g_assert_cmpuint(found.false_negatives, ==, cases[i].fn);
    g_assert_cmpuint(found.true_positives, ==, cases[i].tp);
  }
  rates = epoch_scores_rate(epoch_scores_count(scores, 0.35));
  assert_near(rates.accuracy, 5.0 / 8);
  assert_near(rates.precision, 3.0 / 5);
  assert_near(rates.recall, 3.0 / 4);
  assert_near(rates.f1, 2 * 0.6 * 0.75 / (0.6 + 0.75));
  assert_near(rates.false_positive_rate, 2.0 / 4);
  rates = epoch_scores_rate(epoch_scores_count(scores, 1));
  g_assert_true(isnan(rates.precision));
  epoch_scores_histogram(scores, 1, 10, counts);
  g_assert_cmpuint(counts[3] + counts[6] + counts[7] + counts[9], ==, 4);
}

/* No threshold of a fine grid is cheaper than the one that is found. */
static void
test_cheapest(void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed(11);

  for (int round_ = 0; round_ < 50; round_++) {
    g_autoptr(GString) y = g_string_new(NULL);
    g_autoptr(GString) p = g_string_new(NULL);
    g_autoptr(EpochScores) scores = NULL;
    g_autofree char *text = NULL;
    double alarm = g_rand_int_range(random, 0, 10), miss = g_rand_int_range(random, 0, 10);
    EpochScoresCounts best;

    for (int i = 0; i < 30; i++) {
      /* Tenths, so that many scores are the same. */
      g_string_append_printf(y, "%s%d", i ? "," : "", g_rand_boolean(random));
      g_string_append_printf(p, "%s%.1f", i ? "," : "", g_rand_int_range(random, 0, 11) / 10.0);
    }
    text = g_strdup_printf("{\"positive\":\"a\",\"negative\":\"b\",\"y\":[%s],\"p\":[%s]}", y->str,
                           p->str);
    scores = parse(text, NULL);
    best = epoch_scores_count(scores, epoch_scores_find_cheapest(scores, alarm, miss));
    for (int i = 0; i <= 1000; i++) {
      EpochScoresCounts other = epoch_scores_count(scores, i / 1000.0);

      g_assert_cmpfloat(best.false_positives * alarm + best.false_negatives * miss, <=,
                        other.false_positives * alarm + other.false_negatives * miss);
    }
  }
}

static void
test_damaged_scores(void)
{
  const char *const texts[] = {
      "{}",
      "{\"positive\":\"a\",\"negative\":\"b\",\"y\":[0],\"p\":[0.1,0.2]}",
      "{\"positive\":\"a\",\"negative\":\"b\",\"y\":[2],\"p\":[0.1]}",
      "{\"positive\":\"a\",\"negative\":\"b\",\"y\":[0],\"p\":[1.5]}",
      "{\"positive\":\"a\",\"negative\":\"b\",\"y\":[0],\"p\":[null]}",
      "{\"positive\":\"a\",\"negative\":\"b\",\"y\":[\"x\"],\"p\":[0.5]}",
      "{\"positive\":1,\"negative\":\"b\",\"y\":[],\"p\":[]}",
  };
  g_autoptr(EpochScores) none = NULL;

  for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_autoptr(GError) error = NULL;

    g_assert_null(parse(texts[i], &error));
    g_assert_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT);
    g_assert_nonnull(strstr(error->message, "scores"));
  }
  none = parse("{\"positive\":\"a\",\"negative\":\"b\",\"y\":[],\"p\":[]}", NULL);
  g_assert_cmpuint(epoch_scores_get_n(none), ==, 0);
  g_assert_true(isnan(epoch_scores_rate(epoch_scores_count(none, 0.5)).accuracy));
  assert_near(epoch_scores_find_cheapest(none, 1, 1), 0.5);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/play/game", test_game);
  g_test_add_func("/play/strategies", test_strategies);
  g_test_add_func("/play/secrets", test_secrets);
  g_test_add_func("/play/vectors", test_vectors);
  g_test_add_func("/play/eigen", test_eigen);
  g_test_add_func("/play/slopes", test_slopes);
  g_test_add_func("/play/threshold", test_threshold);
  g_test_add_func("/play/cheapest", test_cheapest);
  g_test_add_func("/play/damaged-scores", test_damaged_scores);
  return g_test_run();
}
