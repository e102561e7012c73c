/* The models made of trees, as they are offered: what can be set, and how each is made. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "model/boosting.h"
#include "model/epoch-model-kinds-private.h"
#include "model/forest.h"
#include "model/tree.h"

#define CRITERION                                                                                  \
  {                                                                                                \
    .key = "criterion", .label = N_("Impurity"),                                                   \
    .help = N_("What a question is chosen by: how mixed the classes are on either side of it."),   \
    .type = EPOCH_PARAMETER_CHOICE, .fallback = "gini",                                            \
    .choices = {{"gini", N_("Gini")}, {"entropy", N_("Entropy")}},                                 \
    .tasks = EPOCH_TASK_CLASSIFICATION                                                             \
  }

#define MAX_DEPTH                                                                                  \
  {                                                                                                \
    .key = "max_depth", .label = N_("Greatest depth"),                                             \
    .help = N_("The most questions on the way to an answer; 0 means no limit."),                   \
    .type = EPOCH_PARAMETER_INTEGER, .fallback = "0", .minimum = 0, .maximum = 1000                \
  }

#define MIN_LEAF(number)                                                                           \
  {                                                                                                \
    .key = "min_samples_leaf", .label = N_("Fewest rows in a leaf"),                               \
    .help = N_("No answer rests on fewer training rows than this."),                               \
    .type = EPOCH_PARAMETER_INTEGER, .fallback = number, .minimum = 1, .maximum = 1e9              \
  }

#define MIN_SPLIT                                                                                  \
  {                                                                                                \
    .key = "min_samples_split", .label = N_("Fewest rows to ask"),                                 \
    .help = N_("Where fewer rows than this come by, no further question is asked."),               \
    .type = EPOCH_PARAMETER_INTEGER, .fallback = "2", .minimum = 2, .maximum = 1e9,                \
    .advanced = TRUE                                                                               \
  }

#define MAX_LEAVES                                                                                 \
  {                                                                                                \
    .key = "max_leaves", .label = N_("Most leaves"),                                               \
    .help = N_("The most answers of a tree; 0 means no limit."), .type = EPOCH_PARAMETER_INTEGER,  \
    .fallback = "0", .minimum = 0, .maximum = 1e9, .advanced = TRUE                                \
  }

#define MAX_FEATURES                                                                               \
  {                                                                                                \
    .key = "max_features", .label = N_("Columns a question"),                                      \
    .help = N_("From how many columns, drawn anew, each question is chosen."),                     \
    .type = EPOCH_PARAMETER_CHOICE, .fallback = "auto",                                            \
    .choices = {{"auto", N_("As usual for the model")},                                            \
                {"all", N_("All")},                                                                \
                {"sqrt", N_("The square root of all")},                                            \
                {"log2", N_("The logarithm of all")}},                                             \
    .advanced = TRUE                                                                               \
  }

static const EpochParameterSpec tree_parameters[] = {
    CRITERION,
    MAX_DEPTH,
    MIN_LEAF("1"),
    MIN_SPLIT,
    MAX_LEAVES,
    {.key = "ccp_alpha",
     .label = N_("Price of a leaf"),
     .help = N_("The tree is cut back to where each of its leaves is worth this; 0 leaves it as it "
                "grew."),
     .type = EPOCH_PARAMETER_NUMBER,
     .fallback = "0",
     .minimum = 0,
     .maximum = 1e300,
     .step = 0.001},
    MAX_FEATURES,
};

static enum ec_feature_rule
rule_of(const char *choice)
{
  return g_str_equal(choice, "all")    ? EC_FEATURES_ALL
         : g_str_equal(choice, "sqrt") ? EC_FEATURES_SQRT
         : g_str_equal(choice, "log2") ? EC_FEATURES_LOG2
                                       : EC_FEATURES_AUTO;
}

/* What a tree and the trees of a forest have in common. */
static void
take_tree_options(const EpochModelRequest *request, struct ec_tree_options *options)
{
  GHashTable *values = request->values;

  if (request->task == EPOCH_TASK_CLASSIFICATION) {
    options->criterion = g_str_equal(epoch_values_get_choice(values, "criterion"), "entropy")
                             ? EC_TREE_ENTROPY
                             : EC_TREE_GINI;
  }
  options->max_depth = (size_t)epoch_values_get_integer(values, "max_depth");
  options->min_samples_leaf = (size_t)epoch_values_get_integer(values, "min_samples_leaf");
  options->min_samples_split = (size_t)epoch_values_get_integer(values, "min_samples_split");
  options->max_leaf_nodes = (size_t)epoch_values_get_integer(values, "max_leaves");
  options->feature_rule = rule_of(epoch_values_get_choice(values, "max_features"));
  options->seed = request->seed;
}

static ec_status
create_tree(const EpochModelRequest *request, struct ec_model **model, struct ec_error *error)
{
  struct ec_tree_options options = EC_TREE_OPTIONS_INIT;

  take_tree_options(request, &options);
  options.ccp_alpha = epoch_values_get_number(request->values, "ccp_alpha");
  return ec_tree_new(&options, model, error);
}

#define TREES                                                                                      \
  {                                                                                                \
    .key = "trees", .label = N_("Trees"), .help = N_("How many trees are averaged."),              \
    .type = EPOCH_PARAMETER_INTEGER, .fallback = "100", .minimum = 1,                              \
    .maximum = EC_FOREST_MAX_TREES                                                                 \
  }

#define BOOTSTRAP(value)                                                                           \
  {                                                                                                \
    .key = "bootstrap", .label = N_("Draw rows"),                                                  \
    .help = N_("Whether each tree sees its own draw of the rows instead of all of them."),         \
    .type = EPOCH_PARAMETER_BOOLEAN, .fallback = value, .advanced = TRUE                           \
  }

static const EpochParameterSpec forest_parameters[] = {
    TREES,     CRITERION,  MAX_DEPTH,    MIN_LEAF("1"),
    MIN_SPLIT, MAX_LEAVES, MAX_FEATURES, BOOTSTRAP("true"),
};

static const EpochParameterSpec extra_trees_parameters[] = {
    TREES,     CRITERION,  MAX_DEPTH,    MIN_LEAF("1"),
    MIN_SPLIT, MAX_LEAVES, MAX_FEATURES, BOOTSTRAP("false"),
};

static struct ec_forest_options
forest_options(const EpochModelRequest *request)
{
  struct ec_forest_options options = EC_FOREST_OPTIONS_INIT;

  take_tree_options(request, &options.tree);
  options.n_trees = (size_t)epoch_values_get_integer(request->values, "trees");
  options.bootstrap = epoch_values_get_boolean(request->values, "bootstrap");
  options.out_of_bag = options.bootstrap;
  options.seed = request->seed;
  return options;
}

static ec_status
create_forest(const EpochModelRequest *request, struct ec_model **model, struct ec_error *error)
{
  const struct ec_forest_options options = forest_options(request);

  return ec_forest_new(&options, model, error);
}

static ec_status
create_extra_trees(const EpochModelRequest *request, struct ec_model **model,
                   struct ec_error *error)
{
  const struct ec_forest_options options = forest_options(request);

  return ec_extra_trees_new(&options, model, error);
}

static const EpochParameterSpec boosting_parameters[] = {
    {.key = "rounds",
     .label = N_("Rounds"),
     .help = N_("How many small trees are added up at most."),
     .type = EPOCH_PARAMETER_INTEGER,
     .fallback = "100",
     .minimum = 1,
     .maximum = 100000},
    {.key = "learning_rate",
     .label = N_("Learning rate"),
     .help = N_("How much of its correction each tree may make; smaller needs more rounds."),
     .type = EPOCH_PARAMETER_NUMBER,
     .fallback = "0.1",
     .minimum = 1e-6,
     .maximum = 10,
     .step = 0.01},
    {.key = "max_leaves",
     .label = N_("Most leaves"),
     .help = N_("The most answers of a tree."),
     .type = EPOCH_PARAMETER_INTEGER,
     .fallback = "31",
     .minimum = 2,
     .maximum = EC_BOOSTING_MAX_LEAVES},
    MAX_DEPTH,
    MIN_LEAF("20"),
    {.key = "l2",
     .label = N_("Penalty"),
     .help = N_("How much large answers cost, as rows that pull them to 0."),
     .type = EPOCH_PARAMETER_NUMBER,
     .fallback = "0.01",
     .minimum = 0,
     .maximum = 1e300},
    {.key = "row_share",
     .label = N_("Share of rows"),
     .help = N_("The part of the rows, drawn anew, that each round looks at."),
     .type = EPOCH_PARAMETER_NUMBER,
     .fallback = "1",
     .minimum = 0.001,
     .maximum = 1,
     .step = 0.05,
     .advanced = TRUE},
    {.key = "column_share",
     .label = N_("Share of columns"),
     .help = N_("The part of the columns, drawn anew, that each tree asks about."),
     .type = EPOCH_PARAMETER_NUMBER,
     .fallback = "1",
     .minimum = 0.001,
     .maximum = 1,
     .step = 0.05,
     .advanced = TRUE},
    {.key = "patience",
     .label = N_("Patience"),
     .help = N_("Stops when so many rounds have not helped the rows held out; 0 means never."),
     .type = EPOCH_PARAMETER_INTEGER,
     .fallback = "0",
     .minimum = 0,
     .maximum = 100000},
    {.key = "validation_share",
     .label = N_("Share held out"),
     .help = N_("The part of the training rows by which it is decided when to stop."),
     .type = EPOCH_PARAMETER_NUMBER,
     .fallback = "0.1",
     .minimum = 0.01,
     .maximum = 0.9,
     .step = 0.05,
     .advanced = TRUE},
    {.key = "max_bins",
     .label = N_("Most bins"),
     .help = N_("Into how many bins the values of a column are put at most."),
     .type = EPOCH_PARAMETER_INTEGER,
     .fallback = "255",
     .minimum = 2,
     .maximum = EC_BOOSTING_MAX_BINS,
     .advanced = TRUE},
};

static void
tell_round(void *data, size_t round, double train_loss, double validation_loss)
{
  const EpochModelRequest *request = data;

  request->step(request->step_data, round, train_loss, validation_loss);
}

static ec_status
create_boosting(const EpochModelRequest *request, struct ec_model **model, struct ec_error *error)
{
  GHashTable *values = request->values;
  struct ec_boosting_options options = EC_BOOSTING_OPTIONS_INIT;

  options.n_rounds = (size_t)epoch_values_get_integer(values, "rounds");
  options.learning_rate = epoch_values_get_number(values, "learning_rate");
  options.max_leaves = (size_t)epoch_values_get_integer(values, "max_leaves");
  options.max_depth = (size_t)epoch_values_get_integer(values, "max_depth");
  options.min_samples_leaf = (size_t)epoch_values_get_integer(values, "min_samples_leaf");
  options.l2 = epoch_values_get_number(values, "l2");
  options.row_share = epoch_values_get_number(values, "row_share");
  options.column_share = epoch_values_get_number(values, "column_share");
  options.patience = (size_t)epoch_values_get_integer(values, "patience");
  options.max_bins = (size_t)epoch_values_get_integer(values, "max_bins");
  /* Rows that nobody asks about are better learnt from. */
  options.validation_share =
      options.patience > 0 ? epoch_values_get_number(values, "validation_share") : 0;
  options.seed = request->seed;
  if (request->step != NULL) {
    options.step = tell_round;
    options.step_data = (void *)request;
  }
  return ec_boosting_new(&options, model, error);
}

#define PARAMETERS(list) .parameters = list, .n_parameters = G_N_ELEMENTS(list)
#define EITHER (EPOCH_TASK_REGRESSION | EPOCH_TASK_CLASSIFICATION)

/* What all of them have in common, and what is named after each. */
#define OF_TREES(name)                                                                             \
  .tasks = EITHER, .is_random = TRUE, .model_class = &ec_##name##_class,                           \
  PARAMETERS(name##_parameters), .create = create_##name

const EpochModelKind epoch_model_kinds_trees[] = {
    {.id = "tree",
     .title = N_("Decision tree"),
     .summary = N_("Asks yes-or-no questions about one column after another."),
     OF_TREES(tree)},
    {.id = "forest",
     .title = N_("Random forest"),
     .summary = N_("Averages many trees, each grown on its own draw of rows and columns."),
     OF_TREES(forest)},
    {.id = "extra-trees",
     .title = N_("Extra trees"),
     .summary = N_("Averages many trees whose thresholds are drawn by chance."),
     OF_TREES(extra_trees)},
    {.id = "boosting",
     .title = N_("Gradient boosting"),
     .summary = N_("Adds up small trees, each of which corrects those before it."),
     OF_TREES(boosting)},
};
const gsize epoch_model_kinds_n_trees = G_N_ELEMENTS(epoch_model_kinds_trees);
