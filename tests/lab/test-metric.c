/* The metrics' words, and a run's own numbers in them. */
#include "config.h"

#include <string.h>

#include "base/epoch-json.h"
#include "lab-helper.h"
#include "metric/epoch-metric.h"

static const char facts_text[] =
    "{\"target\":{\"name\":\"y\",\"unit\":\"$1000\"},"
    "\"splits\":{\"test\":{\"n\":4,\"mean\":5,\"sum_abs\":6,\"sum_squares\":16,\"sum_total\":64}},"
    "\"baseline\":{\"guess\":5,\"mae\":3,\"mse\":16,\"rmse\":4,\"r2\":0}}";

static void
assert_explained(const char *name, const char *expected)
{
  g_autoptr(JsonObject) facts =
      epoch_json_parse(facts_text, strlen(facts_text), "facts.json", NULL);
  g_autofree char *text = epoch_metric_explain(name, facts);

  if (strstr(text, expected) == NULL) {
    g_error("“%s” is not part of “%s”", expected, text);
  }
}

static void
test_explain(void)
{
  assert_explained("mae", "MAE = 6 / 4 = 1.5 = $1,500");
  assert_explained("rmse", "RMSE = √(16 / 4) = √4 = $2,000");
  assert_explained("r2", "R² = 1 − 16 / 64 = 0.750");
  assert_explained("rmse", "over 4 test rows");
  assert_explained("rmse", "Always guessing the training mean, $5,000, gives $4,000.");
  g_assert_null(epoch_metric_explain("beauty", NULL));
}

/* Facts that are not there, or are something else, leave the general words. */
static void
test_damaged_facts(void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed(2);

  for (guint i = 0; i < 500; i++) {
    g_autoptr(GString) text = helper_damage(random, facts_text, strlen(facts_text), 1 + i % 6);
    g_autoptr(JsonObject) facts = epoch_json_parse(text->str, text->len, "facts.json", NULL);
    const char *const names[] = {"mae", "mse", "rmse", "r2", "rmse_train", "rmse_sd"};

    for (guint j = 0; j < G_N_ELEMENTS(names); j++) {
      g_autofree char *explained = epoch_metric_explain(names[j], facts);

      g_assert_true(g_utf8_validate(explained, -1, NULL));
    }
  }
}

static void
test_info(void)
{
  const EpochMetricInfo *info = epoch_metric_info_find("r2_train");
  g_autofree char *squared = epoch_metric_format("mse", 24.3, "$1000");
  g_autofree char *share = epoch_metric_format("r2", 0.7109, "$1000");
  g_autofree char *amount = epoch_metric_format("rmse_train", 4.652, "$1000");

  g_assert_cmpstr(epoch_metric_info_get_label(info), ==, "R²");
  g_assert_true(epoch_metric_info_get_higher_is_better(info));
  g_assert_null(epoch_metric_info_find("r"));
  g_assert_null(epoch_metric_info_find(""));
  g_assert_cmpstr(squared, ==, "24.3 ($1000)²");
  g_assert_cmpstr(share, ==, "0.711");
  g_assert_cmpstr(amount, ==, "$4,650");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/metric/explain", test_explain);
  g_test_add_func("/metric/damaged-facts", test_damaged_facts);
  g_test_add_func("/metric/info", test_info);
  return g_test_run();
}
