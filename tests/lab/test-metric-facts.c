/* What a classifier writes is what the explanations read. */
#include "config.h"

#include <string.h>

#include "base/epoch-json.h"
#include "lab-helper.h"
#include "metric/epoch-metric.h"
#include "metric/metric-facts-write-private.h"

enum { N = 6 };

static const double y[N] = {1, 1, 1, 0, 0, 0}, predicted[N] = {1, 1, 0, 1, 0, 0};
static double p[2 * N] = {0.1, 0.4, 0.7, 0.4, 0.8, 0.9, 0.9, 0.6, 0.3, 0.6, 0.2, 0.1};
static const struct ec_matrix probabilities = {p, N, 2, N};
static const size_t rows[N] = {10, 11, 12, 13, 14, 15};

static char *
write_facts(const MetricClassRows *part, GError **error)
{
  g_autoptr(GString) text = g_string_new(NULL);
  EpochJsonWriter writer;
  gboolean good;

  epoch_json_writer_init(&writer, text);
  epoch_json_writer_begin(&writer, '{');
  epoch_json_writer_add_integer(&writer, "positive", part->positive);
  epoch_json_writer_name(&writer, "splits");
  epoch_json_writer_begin(&writer, '{');
  good = metric_facts_write_classes(&writer, "test", part, error);
  epoch_json_writer_end(&writer, '}');
  epoch_json_writer_end(&writer, '}');
  return good ? g_string_free(g_steal_pointer(&text), FALSE) : NULL;
}

static void
assert_said(JsonObject *facts, const char *name, const char *expected)
{
  g_autofree char *text = epoch_metric_explain(name, facts);

  if (strstr(text, expected) == NULL) {
    g_error("“%s” is not part of “%s”", expected, text);
  }
}

/* By hand: of nine pairs seven are won and one is tied; the squares are 0.01, 0.16, 0.49, 0.36,
 * 0.04 and 0.01. */
static void
test_round_trip(void)
{
  const MetricClassRows part = {N, 2, y, predicted, &probabilities, rows, 1};
  g_autoptr(GError) error = NULL;
  g_autofree char *text = write_facts(&part, &error);
  g_autoptr(JsonObject) facts = epoch_json_parse(text, strlen(text), "facts.json", &error);

  g_assert_no_error(error);
  assert_said(facts, "accuracy", "Accuracy = (2 + 2) / 6 = 0.6667 = 66.7%");
  assert_said(facts, "precision", "Precision = 2 / (2 + 1) = 0.6667");
  assert_said(facts, "auc", "AUC = 7.5 / (3·3) = 0.833");
  assert_said(facts, "brier", "Brier score = 1.07 / 6 = 0.178");
  assert_said(facts, "brier", "Row 11: (0.9 − 1)² = 0.0100");
  assert_said(facts, "log_loss", "Row 13 is “1”, which was given 0.3: −ln 0.3 = 1.20");
  assert_said(facts, "ece", "2 rows: 60.0% promised, 50.0% came true");
}

static void
test_errors(void)
{
  static const double wrong[N] = {1, 1, 1, 0, 0, 7};
  const MetricClassRows part = {N, 2, wrong, predicted, NULL, NULL, 1};
  const MetricClassRows one = {1, 2, y, predicted, &(struct ec_matrix){p, 1, 2, N}, NULL, 1};
  g_autoptr(GError) error = NULL;
  g_autofree char *text = write_facts(&part, &error);
  g_autofree char *alone = NULL;

  g_assert_null(text);
  g_assert_nonnull(error);
  g_assert_nonnull(strstr(error->message, "row 6: the class is 7"));
  /* One row makes no pair. */
  alone = write_facts(&one, NULL);
  g_assert_nonnull(strstr(alone, "brier"));
  g_assert_null(strstr(alone, "pairs"));
}

int
main(int argc, char **argv)
{
  g_setenv("LC_ALL", "C.UTF-8", TRUE);
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/metric-facts/round-trip", test_round_trip);
  g_test_add_func("/metric-facts/errors", test_errors);
  return g_test_run();
}
