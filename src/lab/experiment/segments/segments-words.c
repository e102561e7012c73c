/* Clusters in words: what sets the people of each apart from all the others. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "experiment/segments/segments-private.h"
#include "report/epoch-report-charts-private.h"

/* A difference counts from so many standard deviations on. Cohen calls 0.2 small and 0.5 medium
 * ("Statistical Power Analysis for the Behavioral Sciences", 1988). */
#define WORTH_TELLING 0.35

#define MAX_NUMBERS 3 /* differences told of one cluster: columns of numbers */
#define MAX_LEVELS 2  /* and of categories */
#define MAX_NAMED 2   /* words in a name */

/* What people say of more and of less of a column. */
static const struct {
  const char *column, *more, *less;
} words[] = {
    {"income", N_("higher income"), N_("lower income")},
    {"age", N_("older"), N_("younger")},
    {"education", N_("more schooling"), N_("less schooling")},
    {"household", N_("larger households"), N_("smaller households")},
    {"under_18", N_("more children"), N_("fewer children")},
    {"years_in_area", N_("longer in the area"), N_("newer in the area")},
};

/* One way in which a cluster differs from the others. */
typedef struct {
  const EpochExploreColumn *column;
  int32_t level;       /* of a column of categories */
  double here, others; /* means, or shares of the level */
  double deviation;    /* of all rows */
  double difference;   /* in standard deviations */
} Difference;

/* (transfer full) */
static char *
dup_word(const char *name, const char *label, gboolean more)
{
  for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
    if (g_str_equal(words[i].column, name)) {
      return g_strdup(more ? _(words[i].more) : _(words[i].less));
    }
  }
  /* Translators: the name of a column of which there is more, or less, than elsewhere */
  return more ? g_strdup_printf(_("higher “%s”"), label) : g_strdup_printf(_("lower “%s”"), label);
}

/* The column that a feature is made of. */
static const EpochExploreColumn *
get_source(const EpochSegments *self, gsize feature)
{
  size_t source = epoch_pipeline_get_feature(self->picture, feature)->source;
  size_t column = g_array_index(self->used, size_t, source);

  for (guint i = 0; i < self->columns->len; i++) {
    if (g_array_index(self->columns, EpochExploreColumn, i).column == column) {
      return &g_array_index(self->columns, EpochExploreColumn, i);
    }
  }
  g_assert_not_reached();
}

char *
epoch_segments_label(const EpochSegments *self, gsize feature)
{
  return epoch_report_name_feature(epoch_pipeline_get_feature(self->picture, feature),
                                   self->context->dataset);
}

char *
epoch_segments_word(const EpochSegments *self, gsize feature, gboolean more)
{
  const EpochExploreColumn *column = get_source(self, feature);
  g_autofree char *label = epoch_segments_label(self, feature);

  if (column->is_number) {
    return dup_word(column->name, column->label, more);
  }
  return more ? g_strdup_printf(_("more often “%s”"), label)
              : g_strdup_printf(_("less often “%s”"), label);
}

/* Adds a difference of the mean of a value from that of the others; none where a side is empty or
 * all values are the same. */
static void
add_difference(GArray *differences, const EpochExploreColumn *column, int32_t level,
               const double sums[2], const double squares[2], const double counts[2])
{
  double n = counts[0] + counts[1], mean = (sums[0] + sums[1]) / n;
  double variance = (squares[0] + squares[1]) / n - mean * mean;
  Difference difference = {.column = column, .level = level};

  if (counts[0] == 0 || counts[1] == 0 || !(variance > 1e-12 * (mean * mean))) {
    return;
  }
  difference.here = sums[0] / counts[0];
  difference.others = sums[1] / counts[1];
  difference.deviation = sqrt(variance);
  difference.difference = (difference.here - difference.others) / difference.deviation;
  g_array_append_val(differences, difference);
}

static void
compare_numbers(const EpochSegments *self, gsize cluster, const EpochExploreColumn *column,
                GArray *differences)
{
  double sums[2] = {0, 0}, squares[2] = {0, 0}, counts[2] = {0, 0};

  for (gsize i = 0; i < self->n; i++) {
    guint side = self->chosen->labels[i] == (double)cluster ? 0 : 1;

    if (!isnan(column->numbers[i])) {
      sums[side] += column->numbers[i];
      squares[side] += column->numbers[i] * column->numbers[i];
      counts[side]++;
    }
  }
  add_difference(differences, column, -1, sums, squares, counts);
}

/* Of the levels of a category the one that is most more frequent than among the others. */
static void
compare_levels(const EpochSegments *self, gsize cluster, const EpochExploreColumn *column,
               GArray *differences)
{
  g_autoptr(GArray) levels = g_array_new(FALSE, FALSE, sizeof(Difference));
  g_autofree double *sums = g_new0(double, 2 * column->n_levels + 1);
  double counts[2] = {0, 0};
  guint best = 0;

  for (gsize i = 0; i < self->n; i++) {
    guint side = self->chosen->labels[i] == (double)cluster ? 0 : 1;

    if (column->codes[i] >= 0) {
      sums[2 * (gsize)column->codes[i] + side]++;
      counts[side]++;
    }
  }
  for (gsize level = 0; level < column->n_levels; level++) {
    add_difference(levels, column, (int32_t)level, &sums[2 * level], &sums[2 * level], counts);
  }
  for (guint i = 1; i < levels->len; i++) {
    if (g_array_index(levels, Difference, i).difference >
        g_array_index(levels, Difference, best).difference) {
      best = i;
    }
  }
  if (levels->len > 0) {
    g_array_append_val(differences, g_array_index(levels, Difference, best));
  }
}

/* The largest first; of equals the first column. */
static int
compare_sizes(gconstpointer a, gconstpointer b)
{
  const Difference *first = a, *second = b;
  double x = fabs(first->difference), y = fabs(second->difference);

  if (x != y) {
    return x < y ? 1 : -1;
  }
  return first->column->column < second->column->column ? -1 : 1;
}

static GArray *
find_differences(const EpochSegments *self, gsize cluster)
{
  GArray *differences = g_array_new(FALSE, FALSE, sizeof(Difference));

  for (guint i = 0; i < self->columns->len; i++) {
    const EpochExploreColumn *column = &g_array_index(self->columns, EpochExploreColumn, i);

    if (column->is_number) {
      compare_numbers(self, cluster, column, differences);
    } else {
      compare_levels(self, cluster, column, differences);
    }
  }
  g_array_sort(differences, compare_sizes);
  return differences;
}

/* A mean to about a tenth of the deviation: more digits would say nothing. */
static double
round_mean(const Difference *difference, double mean)
{
  double step = pow(10, floor(log10(difference->deviation / 10)));

  /* Ends that are no power of ten in the computer would leave a tail of digits. */
  return step < 1 ? round(mean * round(1 / step)) / round(1 / step) : round(mean / step) * step;
}

/* (transfer full): "older (61 against 34 years)". */
static char *
tell_number(const Difference *difference)
{
  const EpochExploreColumn *column = difference->column;
  g_autofree char *word = dup_word(column->name, column->label, difference->difference > 0);
  gboolean in_dollars = g_str_has_prefix(column->unit, "$");
  double mean = round_mean(difference, difference->here);
  double mean_others = round_mean(difference, difference->others);
  g_autofree char *here =
      in_dollars ? epoch_amount_format(mean, column->unit) : epoch_amount_trim(mean, 12);
  g_autofree char *bare = epoch_amount_trim(mean_others, 12);
  g_autofree char *others =
      in_dollars ? epoch_amount_format(mean_others, column->unit)
                 : g_strconcat(bare, *column->unit != '\0' ? " " : "", column->unit, NULL);

  /* Translators: a word such as “older”, the mean of the cluster, and that of all the others */
  return g_strdup_printf(_("%s (%s against %s)"), word, here, others);
}

/* (transfer full): "more often “Home: Own” (78% against 36%)". */
static char *
tell_level(const EpochSegments *self, const Difference *difference)
{
  const EpochExploreColumn *column = difference->column;
  g_autofree char *here = epoch_amount_percent(difference->here);
  g_autofree char *others = epoch_amount_percent(difference->others);

  /* Translators: a column, one of its categories, and how many percent have it: in the cluster, and
   * among all the others */
  return g_strdup_printf(_("more often “%s: %s” (%s against %s)"), column->label,
                         ec_table_get_level(self->table, column->column, difference->level), here,
                         others);
}

/* Whether a difference is told; a level only where it is more frequent. */
static gboolean
is_worth_telling(const Difference *difference)
{
  return difference->column->is_number ? fabs(difference->difference) >= WORTH_TELLING
                                       : difference->difference >= WORTH_TELLING;
}

static char *
make_name(gsize cluster, const GArray *differences)
{
  GString *name = g_string_new(NULL);
  guint n = 0;

  g_string_printf(name, "%zu", cluster);
  for (guint i = 0; i < differences->len && n < MAX_NAMED; i++) {
    const Difference *difference = &g_array_index(differences, Difference, i);
    g_autofree char *word = NULL;

    if (!difference->column->is_number || !is_worth_telling(difference)) {
      continue;
    }
    word =
        dup_word(difference->column->name, difference->column->label, difference->difference > 0);
    g_string_append_printf(name, "%s%s", n == 0 ? ": " : ", ", word);
    n++;
  }
  return g_string_free(name, FALSE);
}

/* (transfer full): what sets the cluster apart; %NULL where nothing does. */
static char *
tell_differences(const EpochSegments *self, const GArray *differences)
{
  g_autoptr(GPtrArray) numbers = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) levels = g_ptr_array_new_with_free_func(g_free);

  for (guint i = 0; i < differences->len; i++) {
    const Difference *difference = &g_array_index(differences, Difference, i);

    if (!is_worth_telling(difference)) {
      continue;
    }
    if (difference->column->is_number && numbers->len < MAX_NUMBERS) {
      g_ptr_array_add(numbers, tell_number(difference));
    } else if (!difference->column->is_number && levels->len < MAX_LEVELS) {
      g_ptr_array_add(levels, tell_level(self, difference));
    }
  }
  for (guint i = 0; i < levels->len; i++) {
    g_ptr_array_add(numbers, g_strdup(levels->pdata[i]));
  }
  if (numbers->len == 0) {
    return NULL;
  }
  g_ptr_array_add(numbers, NULL);
  return g_strjoinv("; ", (char **)numbers->pdata);
}

void
epoch_segments_describe(EpochSegments *self)
{
  for (gsize i = 0; i < self->n_shown; i++) {
    gsize cluster = self->shown[i], size = self->sizes[cluster];
    g_autoptr(GArray) differences = find_differences(self, cluster);
    g_autofree char *told = tell_differences(self, differences);
    g_autofree char *number = epoch_amount_trim((double)size, 12);
    g_autofree char *share = epoch_amount_share((double)size / (double)self->n);

    self->words[i].name = make_name(cluster, differences);
    self->words[i].description = g_strdup_printf(
        /* Translators: the number of a cluster, how many people, what share, what sets them apart */
        ngettext("Cluster %zu, %s person (%s): %s.", "Cluster %zu, %s people (%s): %s.", size),
        cluster, number, share,
        told != NULL ? told
        : self->chosen->n_clusters == 1
            ? _("nobody is left to compare them with but the noise, and they hardly differ from "
                "it")
            : _("near the mean of the others in every column"));
  }
}
