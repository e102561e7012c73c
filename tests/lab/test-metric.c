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

/* 100 rows: 40 of 50 found, 5 false alarms. */
static const char class_facts[] =
    "{\"task\":\"classification\",\"classes\":[\"died\",\"survived\"],\"positive\":1,"
    "\"splits\":{\"test\":{\"n\":100,\"confusion\":[[45,5],[10,40]],"
    "\"pairs\":{\"positive\":50,\"negative\":50,\"won\":2187.5},"
    "\"log_loss\":{\"sum\":40,\"terms\":[{\"row\":3,\"class\":1,\"p\":0.8},"
    "{\"row\":4,\"class\":0,\"p\":1}]},"
    "\"brier\":{\"sum\":12.5,\"terms\":[{\"row\":3,\"y\":1,\"p\":0.8}]},"
    "\"bins\":[{\"n\":60,\"predicted\":0.2,\"actual\":0.3},"
    "{\"n\":40,\"predicted\":0.9,\"actual\":0.85}]},"
    "\"train\":{\"n\":2,\"confusion\":[[2,0],[0,0]]}},"
    "\"baseline\":{\"class\":0,\"share\":0.55,\"accuracy\":0.5,\"log_loss\":0.7},"
    "\"oob\":{\"n\":200,\"right\":150}}";

static const char many_facts[] =
    "{\"task\":\"classification\",\"classes\":[\"a\",\"b\",\"c\"],"
    "\"splits\":{\"test\":{\"n\":10,\"confusion\":[[4,1,0],[1,2,0],[0,2,0]]}}}";

static const char cluster_facts[] =
    "{\"task\":\"clustering\",\"n\":12,\"sum_total\":100,\"clusters\":["
    "{\"name\":\"One\",\"n\":5,\"inertia\":6},{\"name\":\"Two\",\"n\":7,\"inertia\":4}],"
    "\"silhouette\":{\"sum\":6,\"n\":12,\"row\":2,\"cluster\":\"One\",\"nearest\":\"Two\","
    "\"a\":1,\"b\":4},"
    "\"components\":[3,1.5],\"total_variance\":5,"
    "\"games\":200,\"guesses\":1160,\"low\":1,\"high\":100}";

static void
assert_said(const char *facts_json, const char *name, const char *expected)
{
  g_autoptr(JsonObject) facts =
      epoch_json_parse(facts_json, strlen(facts_json), "facts.json", NULL);
  g_autofree char *text = epoch_metric_explain(name, facts);

  if (strstr(text, expected) == NULL) {
    g_error("“%s” is not part of “%s”", expected, text);
  }
}

static void
assert_explained(const char *name, const char *expected)
{
  assert_said(facts_text, name, expected);
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

/* All by hand from the matrices above. */
static void
test_classes(void)
{
  assert_said(class_facts, "accuracy", "In this run, over 100 test rows:");
  assert_said(class_facts, "accuracy", "Accuracy = (45 + 40) / 100 = 0.85 = 85.0%");
  assert_said(class_facts, "accuracy",
              "Always guessing “died”, the most frequent class of the "
              "training rows, gives 50.0%.");
  assert_said(class_facts, "balanced_accuracy", "= (45/50 + 40/50) / 2 = 0.85 = 85.0%");
  assert_said(class_facts, "precision", "Precision = 40 / (40 + 5) = 0.8889 = 88.9%");
  assert_said(class_facts, "precision", "45 rows were said to be “survived”");
  assert_said(class_facts, "recall", "Recall = 40 / (40 + 10) = 0.8 = 80.0%");
  assert_said(class_facts, "f1", "F1 = 2·40 / (2·40 + 5 + 10) = 0.8421");
  assert_said(class_facts, "matthews", "MCC = (40·45 − 5·10) / √(45·50·50·55) = 0.7035");
  assert_said(class_facts, "precision_train", "No row was said to be “survived”");
  assert_said(class_facts, "recall_train", "No row is “survived”");
  assert_said(class_facts, "accuracy_train", "over 2 training rows");
  assert_said(class_facts, "oob", "150 / 200 = 75.0%");
  assert_said(many_facts, "accuracy", "Accuracy = (4 + 2 + 0) / 10 = 0.6 = 60.0%");
  assert_said(many_facts, "recall_macro", "“b”: 0.6667");
  assert_said(many_facts, "recall_macro", "= (0.8 + 0.6667 + 0) / 3 = 0.4889 = 48.9%");
  assert_said(many_facts, "precision_weighted", "= (5·0.8 + 3·0.4 + 2·0) / 10 = 0.52 = 52.0%");
  assert_said(many_facts, "f1_macro", "F1 (macro) = (0.8 + 0.5 + 0) / 3 = 0.4333");
  assert_said(many_facts, "f1_micro", "F1 (micro) = (4 + 2 + 0) / 10 = 0.6");
}

static void
test_probabilities(void)
{
  assert_said(class_facts, "auc", "AUC = 2,187.5 / (50·50) = 0.875");
  assert_said(class_facts, "average_precision", "the share of “survived”: 50 / 100 = 0.500");
  assert_said(class_facts, "log_loss", "Row 3 is “survived”, which was given 0.8: −ln 0.8 = 0.223");
  assert_said(class_facts, "log_loss", "Log loss = 40 / 100 = 0.400");
  assert_said(class_facts, "log_loss", "gives 0.700");
  assert_said(class_facts, "brier", "Row 3: (0.8 − 1)² = 0.0400");
  assert_said(class_facts, "brier", "Brier score = 12.5 / 100 = 0.125");
  assert_said(class_facts, "ece", "60 rows: 20.0% promised, 30.0% came true");
  assert_said(class_facts, "ece", "ECE = 8 / 100 = 8.0%");
}

static void
test_structure(void)
{
  assert_said(cluster_facts, "inertia", "Inertia = 6 + 4 = 10");
  assert_said(cluster_facts, "inertia", "the rows would have 100; the clusters take away 90.0%");
  assert_said(cluster_facts, "silhouette", "s = (4 − 1) / 4 = 0.75");
  assert_said(cluster_facts, "silhouette", "Silhouette = 6 / 12 = 0.500");
  assert_said(cluster_facts, "calinski_harabasz", "CH = (90 / (2 − 1)) / (10 / (12 − 2)) = 90.0");
  assert_said(cluster_facts, "explained_variance", "= (3 + 1.5) / 5 = 90.0%");
  assert_said(cluster_facts, "guesses", "Guesses = 1,160 / 200 = 5.80");
  assert_said(cluster_facts, "guesses", "For 100 numbers halving needs 7 guesses at most.");
}

static const char *const all_names[] = {
    "mae",
    "mse",
    "rmse",
    "r2",
    "accuracy",
    "balanced_accuracy",
    "precision",
    "recall",
    "f1",
    "matthews",
    "precision_macro",
    "precision_micro",
    "precision_weighted",
    "recall_macro",
    "recall_micro",
    "recall_weighted",
    "f1_macro",
    "f1_micro",
    "f1_weighted",
    "auc",
    "auc_macro",
    "auc_weighted",
    "average_precision",
    "log_loss",
    "brier",
    "ece",
    "silhouette",
    "inertia",
    "calinski_harabasz",
    "davies_bouldin",
    "explained_variance",
    "oob",
    "guesses",
};

/* Every metric is known, has all its words, and no two have the same ones. */
static void
test_complete(void)
{
  g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

  for (guint i = 0; i < G_N_ELEMENTS(all_names); i++) {
    const EpochMetricInfo *info = epoch_metric_info_find(all_names[i]);

    g_assert_nonnull(info);
    g_assert_cmpstr(epoch_metric_info_get_name(info), ==, all_names[i]);
    g_assert_true(g_hash_table_add(seen, (gpointer)epoch_metric_info_get_title(info)));
    g_assert_true(g_hash_table_add(seen, (gpointer)epoch_metric_info_get_meaning(info)));
    g_assert_true(g_hash_table_add(seen, (gpointer)epoch_metric_info_get_formula(info)));
    g_assert_nonnull(strstr(epoch_metric_info_get_formula(info), "="));
    g_assert_cmpuint(g_utf8_strlen(epoch_metric_info_get_meaning(info), -1), >, 120);
    g_assert_cmpuint(g_utf8_strlen(epoch_metric_info_get_good(info), -1), >, 60);
  }
}

static void
assert_base(const char *name, const char *expected)
{
  const EpochMetricInfo *info = epoch_metric_info_find(name);

  g_assert_cmpstr(info != NULL ? epoch_metric_info_get_name(info) : NULL, ==, expected);
}

static void
test_names(void)
{
  assert_base("accuracy_train", "accuracy");
  assert_base("rmse_cv_mean", "rmse");
  assert_base("f1_macro_cv_sd", "f1_macro");
  assert_base("accuracy_oob", "accuracy");
  assert_base("oob", "oob");
  assert_base("_train", NULL);
  assert_base("train", NULL);
  assert_base("f1_", NULL);
  assert_base("auc_micro", NULL);
  g_assert_false(epoch_metric_info_get_higher_is_better(epoch_metric_info_find("log_loss")));
  g_assert_false(epoch_metric_info_get_higher_is_better(epoch_metric_info_find("guesses")));
  g_assert_true(epoch_metric_info_get_higher_is_better(epoch_metric_info_find("silhouette")));
}

/* Facts that are not there, or are something else, leave the general words. */
static void
test_damaged_facts(void)
{
  static const char *const all_facts[] = {facts_text, class_facts, many_facts, cluster_facts};
  g_autoptr(GRand) random = g_rand_new_with_seed(2);

  for (guint i = 0; i < 1000; i++) {
    const char *whole = all_facts[i % G_N_ELEMENTS(all_facts)];
    g_autoptr(GString) text = helper_damage(random, whole, strlen(whole), 1 + i % 6);
    g_autoptr(JsonObject) facts = epoch_json_parse(text->str, text->len, "facts.json", NULL);

    for (guint j = 0; j < G_N_ELEMENTS(all_names); j++) {
      g_autofree char *explained = epoch_metric_explain(all_names[j], facts);

      g_assert_true(g_utf8_validate(explained, -1, NULL));
      g_assert_null(strstr(explained, "nan"));
    }
  }
}

/* Numbers of another type, of absurd size, or of no number of rows. */
static void
test_hostile_facts(void)
{
  static const char *const hostile[] = {
      "{\"splits\":{\"test\":{\"n\":1e300,\"confusion\":[[1e300]],\"pairs\":{\"positive\":1e300,"
      "\"negative\":1e300,\"won\":1}}},\"positive\":1e300}",
      "{\"splits\":{\"test\":{\"n\":0,\"confusion\":[[0,0],[0,0]]}},\"positive\":0.5}",
      "{\"splits\":{\"test\":{\"n\":-1,\"confusion\":[[1,2],[3]],\"bins\":[1,null,{\"n\":2}],"
      "\"log_loss\":{\"sum\":\"x\",\"terms\":[{\"row\":1e300,\"class\":1e300,\"p\":2}]}}},"
      "\"positive\":-3,\"classes\":[1,null,{}]}",
      "{\"splits\":[],\"baseline\":3,\"clusters\":{},\"components\":[\"a\"],\"games\":0,\"low\":-"
      "1e308,"
      "\"high\":1e308,\"oob\":{\"n\":0,\"right\":1}}",
  };

  for (guint i = 0; i < G_N_ELEMENTS(hostile); i++) {
    g_autoptr(JsonObject) facts =
        epoch_json_parse(hostile[i], strlen(hostile[i]), "facts.json", NULL);

    g_assert_nonnull(facts);
    for (guint j = 0; j < G_N_ELEMENTS(all_names); j++) {
      g_autofree char *explained = epoch_metric_explain(all_names[j], facts);

      g_assert_nonnull(
          strstr(explained, epoch_metric_info_get_good(epoch_metric_info_find(all_names[j]))));
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
  g_free(amount);
  amount = epoch_metric_format("accuracy_train", 0.8741, "$1000");
  g_assert_cmpstr(amount, ==, "87.4%");
}

int
main(int argc, char **argv)
{
  /* The sentences and the numbers below are the English ones. */
  g_setenv("LC_ALL", "C.UTF-8", TRUE);
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/metric/explain", test_explain);
  g_test_add_func("/metric/classes", test_classes);
  g_test_add_func("/metric/probabilities", test_probabilities);
  g_test_add_func("/metric/structure", test_structure);
  g_test_add_func("/metric/complete", test_complete);
  g_test_add_func("/metric/names", test_names);
  g_test_add_func("/metric/damaged-facts", test_damaged_facts);
  g_test_add_func("/metric/hostile-facts", test_hostile_facts);
  g_test_add_func("/metric/info", test_info);
  return g_test_run();
}
