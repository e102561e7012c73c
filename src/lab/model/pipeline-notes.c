/* Sentences on what was found in the training rows and does not show in the numbers. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "model/linear.h"
#include "model/pipeline-private.h"
#include "model/preparation-private.h"

typedef struct {
  EpochPipeline *pipeline;
  const EpochRecipe *recipe;
  const struct ec_table *train;
  const size_t *columns;
  GStrvBuilder *sentences;
} Notes;

static void
add(Notes *notes, char *sentence)
{
  g_strv_builder_take(notes->sentences, sentence);
}

static void
note_text(Notes *notes, gsize column)
{
  const EpochPreparation *preparation = notes->pipeline->preparation;
  const char *name = epoch_preparation_get_columns(preparation)[column];
  gsize n_features = 0;

  if (preparation->codes) {
    gsize n_levels = g_strv_length(preparation->levels[column]);

    add(notes, g_strdup_printf(ngettext("“%s” holds text: %zu category, which the model takes as "
                                        "it is.",
                                        "“%s” holds text: %zu categories, which the model takes "
                                        "as they are.",
                                        n_levels),
                               name, n_levels));
    return;
  }
  for (gsize j = 0; j < preparation_n_base(preparation); j++) {
    n_features += preparation_base_source(preparation, j) == column;
  }
  if (n_features == 0) {
    add(notes, g_strdup_printf(_("“%s” is the same in every training row, so it says "
                                 "nothing and is left out."),
                               name));
  } else if (preparation->drop_first) {
    add(notes,
        g_strdup_printf(ngettext("“%s” holds text: %zu of its categories became a column of 0 and "
                                 "1, and the first is what it is compared with.",
                                 "“%s” holds text: %zu of its categories became columns of 0 and "
                                 "1, and the first is what they are compared with.",
                                 n_features),
                        name, n_features));
  } else {
    add(notes, g_strdup_printf(ngettext("“%s” holds text: its %zu category became a column of 0 "
                                        "and 1.",
                                        "“%s” holds text: its %zu categories became columns of 0 "
                                        "and 1.",
                                        n_features),
                               name, n_features));
  }
}

/* (transfer full): the names of the columns that make up another. */
static char *
dup_terms(const EpochPipeline *self, const struct ec_dependency *dependency)
{
  GString *names = g_string_new(NULL);

  for (size_t j = 0; j < dependency->n_terms; j++) {
    /* Translators: the name of a column in a list of them */
    g_autofree char *quoted = g_strdup_printf(C_("column in a list", "“%s”"),
                                              self->features[dependency->columns[j]].name);

    g_string_append(names, j > 0 ? C_("between columns in a list", ", ") : "");
    g_string_append(names, quoted);
  }
  return g_string_free(names, FALSE);
}

static void
note_dependencies(Notes *notes)
{
  EpochPipeline *self = notes->pipeline;
  const struct ec_linear_result *result = pipeline_get_linear(self);

  for (size_t i = 0; result != NULL && i < result->n_dependencies; i++) {
    const struct ec_dependency *dependency = &result->dependencies[i];
    const char *name = self->features[dependency->column].name;

    if (self->features[dependency->column].constant || dependency->n_terms == 0) {
      continue;
    }
    if (epoch_preparation_get_centres(self->preparation) == NULL) {
      char formula[2048];

      ec_linear_describe_dependency(self->model, dependency, formula, sizeof formula);
      /* Translators: a column, and how it is computed from others: "a" = 2 × "b" + 1 × "c" */
      add(notes, g_strdup_printf(_("Other columns say the same as “%s”: %s. No single set of "
                                   "coefficients is right then; its own is set to 0."),
                                 name, formula));
    } else {
      /* The weights are those of scaled columns and would mislead. */
      g_autofree char *others = dup_terms(self, dependency);

      /* Translators: a column, and the names of others, each in quotes, separated by commas */
      add(notes, g_strdup_printf(_("“%s” can be computed from other columns: %s. No single set of "
                                   "coefficients is right then; its own is set to 0."),
                                 name, others));
    }
  }
}

static char *
describe_fill(const Notes *notes, const EpochFeature *feature)
{
  const char *choice = epoch_recipe_get_choice(notes->recipe, "impute");
  g_autofree char *fill = epoch_amount_round(feature->fill, 4);

  if (g_str_equal(choice, "mean")) {
    return g_strdup_printf(ngettext("“%s” is missing in %zu training row; the mean, %s, "
                                    "was put there.",
                                    "“%s” is missing in %zu training rows; the mean, "
                                    "%s, was put there.",
                                    feature->n_filled),
                           feature->name, feature->n_filled, fill);
  }
  if (g_str_equal(choice, "median")) {
    return g_strdup_printf(ngettext("“%s” is missing in %zu training row; the median, "
                                    "%s, was put there.",
                                    "“%s” is missing in %zu training rows; the median, "
                                    "%s, was put there.",
                                    feature->n_filled),
                           feature->name, feature->n_filled, fill);
  }
  if (g_str_equal(choice, "most-frequent")) {
    return g_strdup_printf(ngettext("“%s” is missing in %zu training row; the most frequent "
                                    "value, %s, was put there.",
                                    "“%s” is missing in %zu training rows; the most frequent "
                                    "value, %s, was put there.",
                                    feature->n_filled),
                           feature->name, feature->n_filled, fill);
  }
  return g_strdup_printf(ngettext("“%s” is missing in %zu training row; %s was put there.",
                                  "“%s” is missing in %zu training rows; %s was put there.",
                                  feature->n_filled),
                         feature->name, feature->n_filled, fill);
}

static void
note_feature(Notes *notes, gsize index)
{
  const EpochFeature *feature = &notes->pipeline->features[index];
  const EpochPreparedFeature *prepared =
      epoch_preparation_get_feature(notes->pipeline->preparation, index);

  if (prepared->empty) {
    add(notes, g_strdup_printf(_("“%s” has no value in any training row, so it says nothing."),
                               feature->name));
    return;
  }
  if (feature->n_filled > 0 && isnan(feature->fill)) {
    add(notes, g_strdup_printf(ngettext("“%s” is missing in %zu training row; the model goes on "
                                        "without it.",
                                        "“%s” is missing in %zu training rows; the model goes on "
                                        "without them.",
                                        feature->n_filled),
                               feature->name, feature->n_filled));
  } else if (feature->n_filled > 0) {
    add(notes, describe_fill(notes, feature));
  }
  if (feature->constant && notes->pipeline->kind->is_linear && notes->pipeline->has_intercept) {
    add(notes, g_strdup_printf(_("“%s” is the same in every training row, so it "
                                 "says nothing; its coefficient is 0."),
                               feature->name));
  } else if (feature->constant && !notes->pipeline->kind->is_linear) {
    add(notes, g_strdup_printf(_("“%s” is the same in every training row, so it says nothing."),
                               feature->name));
  }
}

void
pipeline_take_notes(EpochPipeline *self, const EpochRecipe *recipe, const struct ec_table *train,
                    const size_t *columns)
{
  g_autoptr(GStrvBuilder) sentences = g_strv_builder_new();
  Notes notes = {self, recipe, train, columns, sentences};

  for (gsize i = 0; i < epoch_preparation_n_columns(self->preparation); i++) {
    if (epoch_preparation_get_type(self->preparation, i) == EC_COLUMN_TEXT) {
      note_text(&notes, i);
    }
  }
  for (gsize j = 0; j < self->n_features && j < preparation_n_base(self->preparation); j++) {
    note_feature(&notes, j);
  }
  note_dependencies(&notes);
  g_strfreev(self->notes);
  self->notes = g_strv_builder_end(sentences);
}
