/* What is wrong with columns of a table that a learner brings along. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/epoch-error.h"
#include "base/number.h"
#include "dataset/epoch-table-private.h"

/* More texts than this are names of rows; so are those of a column of some length where nearly each
 * row has its own. */
#define MAX_LEVELS 1000
#define NAMES_FROM 20

/* A column of text is numbers gone wrong where this share of its texts, and this many, are
 * numbers. */
#define NUMBERS_SHARE 0.8
#define NUMBERS_FROM 10

/* Whether a text is a word for what is no number: "inf", "-Infinity", "NaN" in any case. */
static gboolean
is_no_number(const char *text)
{
  const char *word = text + strspn(text, "+-");

  return g_ascii_strcasecmp(word, "inf") == 0 || g_ascii_strcasecmp(word, "infinity") == 0 ||
         g_ascii_strcasecmp(word, "nan") == 0;
}

gboolean
epoch_table_is_spoilt(const struct ec_table *table, gsize column)
{
  gsize n_levels = ec_table_n_levels(table, column);
  gsize n_numbers = 0, n_words = 0;

  for (gsize code = 0; code < n_levels; code++) {
    const char *text = ec_table_get_level(table, column, (int32_t)code);
    double value;

    n_numbers += ec_number_parse(text, strlen(text), &value) ? 1 : 0;
    n_words += is_no_number(text) ? 1 : 0;
  }
  return (n_words > 0 && n_numbers > 0 && n_words + n_numbers == n_levels) ||
         (n_numbers >= NUMBERS_FROM && (double)n_numbers >= NUMBERS_SHARE * (double)n_levels);
}

gboolean
epoch_table_refuse_spoilt(const char *path, const char *column, const char *sentence,
                          const struct ec_job *job, GError **error)
{
  const struct ec_csv_column type = {column, EC_COLUMN_NUMBER};
  g_autoptr(GError) cause = NULL;
  g_autoptr(EpochTable) table = epoch_table_read_csv(path, &type, 1, job, NULL, &cause);

  if (table != NULL) {
    /* The file was changed meanwhile. */
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT, _("%s: “%s” holds text"), path,
                column);
  } else if (g_error_matches(cause, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_CANCELLED)) {
    g_propagate_error(error, g_steal_pointer(&cause));
  } else {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT, "%s; %s", cause->message, sentence);
  }
  return FALSE;
}

gboolean
epoch_table_names_rows(const struct ec_table *table, gsize column)
{
  gsize n_levels = ec_table_n_levels(table, column);

  return n_levels > MAX_LEVELS || (n_levels > NAMES_FROM && 2 * n_levels > ec_table_n_rows(table));
}
