#include "config.h"

#include "lab/epoch-metric-label.h"

#include <glib/gi18n.h>
#include <string.h>

#include "metric/epoch-metric.h"

static const struct {
  const char *suffix;
  const char *words;
} suffixes[] = {
    /* Translators: which rows or runs a metric is of, after its name: "AUC (folds)". */
    {"_train", N_("training")}, {"_test", N_("test")}, {"_baseline", N_("baseline")},
    {"_oob", N_("out of bag")}, {"_cv", N_("folds")},  {"_mean", N_("mean")},
    {"_sd", N_("spread")},
};

/* "guesses_binary" as people write it. */
static char *
dup_plain(const char *name)
{
  g_autofree char *text = g_strdelimit(g_strdup(name), "_-", ' ');
  g_autofree char *first = g_utf8_substring(text, 0, MIN(1, g_utf8_strlen(text, -1)));
  g_autofree char *upper = g_utf8_strup(first, -1);

  return g_strconcat(upper, text + strlen(first), NULL);
}

/* Takes the last suffix off a name, and adds its words before those of the suffixes after it. */
static gboolean
take_suffix(char *name, GString *words)
{
  for (gsize i = 0; i < G_N_ELEMENTS(suffixes); i++) {
    if (!g_str_has_suffix(name, suffixes[i].suffix))
      continue;
    name[strlen(name) - strlen(suffixes[i].suffix)] = '\0';
    g_string_prepend(words, words->len ? ", " : "");
    g_string_prepend(words, _(suffixes[i].words));
    return TRUE;
  }
  return FALSE;
}

char *
epoch_metric_label_dup(const char *name)
{
  const EpochMetricInfo *info = epoch_metric_info_find(name);
  g_autofree char *base = g_strdup(name);
  g_autoptr(GString) words = g_string_new(NULL);

  if (!info)
    return dup_plain(name);
  while (!g_str_equal(base, epoch_metric_info_get_name(info)) && take_suffix(base, words)) {
    /* One after the other, as in "rmse_cv_sd". */
  }
  /* Translators: a metric, and which rows or runs it is of. */
  return words->len ? g_strdup_printf(_("%s (%s)"), epoch_metric_info_get_label(info), words->str)
                    : g_strdup(epoch_metric_info_get_label(info));
}
