/* The rounds of gradient boosting. */
#include "config.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "model/boosting-private.h"

enum {
  DERIVE_PIECE = 8192, /* rows */
  WALK_PIECE = 1024,
  SMALL_TABLE = 2000000, /* bins; for fewer, trees of a round grow side by side */
  ROW_STREAM = 2,        /* of the seed; see also boosting-holdout.c */
  COLUMN_STREAM = 3,
};

struct training {
  const struct ec_boosting_options *options;
  const struct ec_job *job; /* watched */
  struct ec_boosting_fit *fit;
  struct ec_boosting_holdout holdout;
  struct ec_boosting_table *table;
  struct ec_boosting_loss loss, validation; /* the latter has no scores where none is held out */
  struct ec_boosting_units units;
  struct ec_boosting_grower **growers;
  unsigned n_growers; /* 1, or one for each thread */
  uint32_t *drawn;    /* the rows of this round, then the others; NULL where all are taken */
  size_t n_drawn, round;
  double *train_losses, *validation_losses;
  double lowest, reference; /* of the validation losses: of all; of the last that was better */
  size_t best_round, better_round;
  pthread_mutex_t lock; /* for the forest's arena */
};

/* Scores that are moved by going down a tree with the rows themselves. */
struct walk {
  const struct ec_tree *tree;
  const struct ec_boosting_rows *rows;
  const uint32_t *some; /* of the rows; NULL: all */
  size_t n;
  double rate, *scores;
};

static ec_status
walk_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct walk *walk = data;
  size_t begin = piece * WALK_PIECE, end = begin + WALK_PIECE;
  for (size_t i = begin; i < end && i < walk->n; i++) {
    size_t row = walk->some == NULL ? i : walk->some[i];
    const struct ec_matrix *x = walk->rows->x;
    const double *values = x->data + ec_boosting_rows_place(walk->rows, row);
    walk->scores[row] += walk->rate * ec_boosting_tree_walk(walk->tree, values, x->stride);
  }
  return EC_OK;
}

static ec_status
walk_all(struct walk *walk, const struct ec_job *job, struct ec_error *error)
{
  return ec_parallel_for(job, NULL, (walk->n + WALK_PIECE - 1) / WALK_PIECE, walk_piece, walk,
                         error);
}

struct derivation {
  const struct training *training;
  size_t output;
  ec_boosting_pair *pairs;
};

static ec_status
derive_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct derivation *derivation = data;
  const struct training *training = derivation->training;
  size_t begin = piece * DERIVE_PIECE, end = begin + DERIVE_PIECE;
  if (end > training->loss.n_rows)
    end = training->loss.n_rows;
  ec_boosting_loss_derive(&training->loss, derivation->output, &training->units, begin, end,
                          derivation->pairs);
  return EC_OK;
}

static ec_status
keep_tree(struct training *training, const struct ec_boosting_grower *grower, size_t number,
          struct ec_error *error)
{
  struct ec_boosting_forest *forest = &training->fit->forest;
  ec_status status;
  pthread_mutex_lock(&training->lock);
  status = ec_boosting_draft_copy(ec_boosting_grower_get_draft(grower), forest->arena,
                                  &forest->trees[number], error);
  pthread_mutex_unlock(&training->lock);
  return status;
}

/* Moves the training scores of one output by its new tree; rows that were not drawn go down it. */
static ec_status
move_scores(struct training *training, const struct ec_boosting_grower *grower, size_t output,
            const struct ec_tree *tree, const struct ec_job *job, struct ec_error *error)
{
  double *scores = training->loss.scores + output * training->loss.n_rows;
  double rate = training->options->learning_rate;
  struct walk walk = {
      .tree = tree, .rows = &training->holdout.train, .rate = rate, .scores = scores};
  ec_status status = ec_boosting_grower_add_scores(grower, rate, scores, job, error);
  if (status != EC_OK || training->drawn == NULL)
    return status;
  walk.some = training->drawn + training->n_drawn;
  walk.n = training->loss.n_rows - training->n_drawn;
  return walk_all(&walk, job, error);
}

/* One tree of a round: derivatives, growth, scores. */
static ec_status
boost_output(struct training *training, size_t output, struct ec_boosting_grower *grower,
             const struct ec_job *job, struct ec_error *error)
{
  struct derivation derivation = {training, output, ec_boosting_grower_get_pairs(grower)};
  size_t n_rows = training->loss.n_rows;
  size_t n_pieces = (n_rows + DERIVE_PIECE - 1) / DERIVE_PIECE;
  size_t number = training->round * training->fit->n_outputs + output;
  struct ec_random root = ec_random_new(training->options->seed);
  struct ec_random random = ec_random_split(&root, COLUMN_STREAM);
  ec_status status = ec_parallel_for(job, NULL, n_pieces, derive_piece, &derivation, error);
  random = ec_random_split(&random, number);
  if (status == EC_OK)
    status = ec_boosting_grower_grow(grower, &training->units, training->drawn,
                                     training->drawn != NULL ? training->n_drawn : n_rows, random,
                                     job, error);
  if (status == EC_OK)
    status = keep_tree(training, grower, number, error);
  if (status == EC_OK)
    status =
        move_scores(training, grower, output, &training->fit->forest.trees[number], job, error);
  return status;
}

/* A tree of a round in which each thread grows its own. */
static ec_status
boost_piece(void *data, size_t output, unsigned worker, struct ec_error *error)
{
  struct training *training = data;
  struct ec_job alone = ec_job_of_worker(training->job, worker);
  return boost_output(training, output, training->growers[worker], &alone, error);
}

/* Draws the rows of a round, in their order, and puts the others behind them. */
static void
draw_rows(struct training *training)
{
  struct ec_random root = ec_random_new(training->options->seed);
  struct ec_random random = ec_random_split(&root, ROW_STREAM);
  size_t n = training->loss.n_rows, next[2] = {training->n_drawn, 0}, chosen = 0;
  if (training->drawn == NULL)
    return;
  random = ec_random_split(&random, training->round);
  for (size_t i = 0; i < n; i++) {
    bool taken = ec_random_below(&random, n - i) < training->n_drawn - chosen;
    chosen += taken;
    training->drawn[next[taken]++] = (uint32_t)i;
  }
}

static ec_status
grow_trees(struct training *training, struct ec_error *error)
{
  struct ec_boosting_fit *fit = training->fit;
  size_t n_outputs = fit->n_outputs;
  ec_status status =
      ec_boosting_forest_reserve(&fit->forest, (training->round + 1) * n_outputs, error);
  if (status != EC_OK)
    return status;
  draw_rows(training);
  training->units = ec_boosting_loss_get_units(&training->loss);
  if (training->n_growers > 1)
    status = ec_parallel_for(training->job, NULL, n_outputs, boost_piece, training, error);
  for (size_t k = 0; training->n_growers == 1 && status == EC_OK && k < n_outputs; k++)
    status = boost_output(training, k, training->growers[0], training->job, error);
  for (size_t k = 0; status == EC_OK && k < n_outputs; k++)
    fit->forest.outputs[fit->forest.n_trees++] = (int32_t)k;
  return status;
}

/* The validation loss after the trees of this round; NaN where nothing is held out. */
static ec_status
validate(struct training *training, double *loss, struct ec_error *error)
{
  size_t n_outputs = training->fit->n_outputs, n = training->validation.n_rows;
  ec_status status = EC_OK;
  *loss = NAN;
  if (training->validation.scores == NULL)
    return EC_OK;
  for (size_t k = 0; status == EC_OK && k < n_outputs; k++) {
    struct walk walk = {
        .tree = &training->fit->forest.trees[training->round * n_outputs + k],
        .rows = &training->holdout.validation,
        .n = n,
        .rate = training->options->learning_rate,
        .scores = training->validation.scores + k * n,
    };
    status = walk_all(&walk, training->job, error);
  }
  if (status == EC_OK)
    status = ec_boosting_loss_evaluate(&training->validation, training->job, loss, error);
  return status;
}

/* Notes the losses of a round; whether patience has ended. */
static bool
note_losses(struct training *training, double train_loss, double validation_loss)
{
  const struct ec_boosting_options *options = training->options;
  size_t round = training->round + 1;
  training->train_losses[round - 1] = train_loss;
  training->validation_losses[round - 1] = validation_loss;
  if (validation_loss < training->lowest) {
    training->lowest = validation_loss;
    training->best_round = round;
  }
  if (validation_loss < training->reference - options->tolerance) {
    training->reference = validation_loss;
    training->better_round = round;
  }
  return options->patience > 0 && round - training->better_round >= options->patience;
}

static ec_status
do_round(struct training *training, bool *stop, struct ec_error *error)
{
  const struct ec_boosting_options *options = training->options;
  double train_loss = NAN, validation_loss = NAN;
  char stage[64];
  ec_status status = ec_job_check(training->job, error);
  if (status == EC_OK)
    status = grow_trees(training, error);
  if (status == EC_OK)
    status = ec_boosting_loss_evaluate(&training->loss, training->job, &train_loss, error);
  if (status == EC_OK)
    status = validate(training, &validation_loss, error);
  if (status != EC_OK)
    return status;
  *stop = note_losses(training, train_loss, validation_loss);
  snprintf(stage, sizeof stage, "round %zu of %zu", training->round + 1, options->n_rounds);
  ec_job_report(training->job, (double)(training->round + 1) / (double)options->n_rounds, stage);
  if (options->step != NULL)
    options->step(options->step_data, training->round + 1, train_loss, validation_loss);
  return EC_OK;
}

static ec_status
prepare_losses(struct training *training, size_t n_classes, struct ec_error *error)
{
  struct ec_boosting_fit *fit = training->fit;
  const struct ec_boosting_holdout *holdout = &training->holdout;
  ec_status status = ec_boosting_loss_init(&training->loss, fit->kind, holdout->train_y,
                                           holdout->train.n_rows, fit->n_outputs, error);
  if (status != EC_OK)
    return status;
  fit->base = ec_arena_alloc(fit->forest.arena, fit->n_outputs, sizeof *fit->base);
  if (fit->base == NULL)
    return ec_error_no_memory(error, "the model");
  ec_boosting_loss_find_base(&training->loss, fit->base);
  ec_boosting_loss_start(&training->loss, fit->base);
  if (holdout->validation.n_rows > 0) {
    status = ec_boosting_loss_init(&training->validation, fit->kind, holdout->validation_y,
                                   holdout->validation.n_rows, fit->n_outputs, error);
    if (status == EC_OK)
      ec_boosting_loss_start(&training->validation, fit->base);
  }
  if (status == EC_OK)
    status =
        ec_boosting_loss_evaluate(&training->loss, training->job, &fit->result.start_loss, error);
  return status;
}

/* Several trees at a time where there are enough of them for all threads, or tables so small that
 * sharing a tree does not pay; else all threads share each tree. */
static ec_status
prepare_growers(struct training *training, struct ec_error *error)
{
  unsigned n_threads = ec_pool_n_threads(training->job->pool);
  size_t n_outputs = training->fit->n_outputs;
  size_t size = training->table->n_rows * training->table->n_groups, n = 1;
  ec_status status = EC_OK;
  if (n_outputs >= n_threads || size < SMALL_TABLE)
    n = n_outputs < n_threads ? n_outputs : n_threads;
  if (n > 1)
    n = n_threads; /* which of them work is not known before */
  training->growers = ec_alloc_zero(n, sizeof(struct ec_boosting_grower *));
  if (training->growers == NULL)
    return ec_error_no_memory(error, "the histograms");
  for (; status == EC_OK && training->n_growers < n; training->n_growers += status == EC_OK)
    status = ec_boosting_grower_new(training->table, training->options, n > 1 ? 1 : n_threads,
                                    &training->growers[training->n_growers], error);
  return status;
}

static ec_status
prepare(struct training *training, const struct ec_data *data, struct ec_error *error)
{
  const struct ec_boosting_options *options = training->options;
  struct ec_arena *arena = training->fit->forest.arena;
  size_t n_rows;
  ec_status status =
      ec_boosting_holdout_init(&training->holdout, data, options, training->job, error);
  if (status != EC_OK)
    return status;
  n_rows = training->holdout.train.n_rows;
  status = ec_boosting_table_new(data, &training->holdout.train, options, training->job,
                                 &training->table, error);
  if (status == EC_OK)
    status = prepare_losses(training, data->n_classes, error);
  if (status == EC_OK)
    status = prepare_growers(training, error);
  if (status != EC_OK)
    return status;
  training->train_losses = ec_arena_alloc(arena, options->n_rounds, sizeof(double));
  training->validation_losses = ec_arena_alloc(arena, options->n_rounds, sizeof(double));
  training->n_drawn = (size_t)ceil(options->row_share * (double)n_rows);
  if (training->n_drawn < n_rows)
    training->drawn = ec_alloc(n_rows, sizeof *training->drawn);
  if (training->train_losses == NULL || training->validation_losses == NULL ||
      (training->n_drawn < n_rows && training->drawn == NULL))
    return ec_error_no_memory(error, "the rounds");
  return EC_OK;
}

static ec_status
finish(struct training *training, size_t n_features, bool stopped, struct ec_error *error)
{
  struct ec_boosting_fit *fit = training->fit;
  struct ec_boosting_result *result = &fit->result;
  double *gain = ec_arena_alloc(fit->forest.arena, n_features, sizeof *gain);
  double *count = ec_arena_alloc(fit->forest.arena, n_features, sizeof *count);
  if (gain == NULL || count == NULL)
    return ec_error_no_memory(error, "the model");
  result->n_rounds = result->best_round = training->round;
  if (training->options->patience > 0 && training->best_round > 0)
    result->best_round = training->best_round;
  result->stopped_early = stopped;
  result->n_train_rows = training->loss.n_rows;
  result->n_validation_rows = training->validation.n_rows;
  result->train_loss = training->train_losses;
  result->validation_loss =
      training->validation.scores != NULL ? training->validation_losses : NULL;
  result->n_features = n_features;
  result->gain = gain;
  result->count = count;
  fit->forest.n_trees = result->best_round * fit->n_outputs;
  ec_boosting_count_gains(&fit->forest, gain, count);
  return EC_OK;
}

static void
clear(struct training *training)
{
  for (size_t i = 0; i < training->n_growers; i++)
    ec_boosting_grower_free(training->growers[i]);
  ec_free(training->growers);
  ec_free(training->drawn);
  ec_boosting_loss_clear(&training->loss);
  ec_boosting_loss_clear(&training->validation);
  ec_boosting_table_free(training->table);
  ec_boosting_holdout_clear(&training->holdout);
  pthread_mutex_destroy(&training->lock);
}

ec_status
ec_boosting_train(const struct ec_data *data, const struct ec_boosting_options *options,
                  const struct ec_job *job, struct ec_boosting_fit *fit, struct ec_error *error)
{
  struct ec_boosting_fit made = {.kind = ec_boosting_kind_get(data->n_classes)};
  atomic_bool stop = false;
  struct ec_job watched = ec_job_watch(job, &stop);
  struct training training = {
      .options = options, .job = &watched, .fit = &made, .lowest = INFINITY, .reference = INFINITY};
  bool stopped = false;
  ec_status status = ec_boosting_forest_init(&made.forest, error);
  if (status != EC_OK)
    return status;
  made.n_outputs = made.kind == EC_BOOSTING_SOFTMAX ? data->n_classes : 1;
  pthread_mutex_init(&training.lock, NULL);
  status = prepare(&training, data, error);
  for (; status == EC_OK && !stopped && training.round < options->n_rounds;
       training.round += status == EC_OK)
    status = do_round(&training, &stopped, error);
  if (status == EC_OK)
    status = finish(&training, data->x.n_columns, stopped, error);
  clear(&training);
  if (status == EC_OK)
    *fit = made;
  else
    ec_boosting_forest_clear(&made.forest);
  return status;
}
