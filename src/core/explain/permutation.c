#include "config.h"

#include "explain/permutation.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/sum.h"
#include "explain/copies-private.h"

struct work {
  const struct ec_matrix *x;
  ec_score_func score;
  void *data;
  const struct ec_permutation_options *options;
  size_t n_groups;
  struct ec_copies copies;
  double *scores; /* n_groups by n_repeats */
};

static bool
is_of_group(const struct work *work, size_t feature, size_t group)
{
  return work->options->groups != NULL ? work->options->groups[feature] == group : feature == group;
}

static ec_status
ask(const struct work *work, const struct ec_matrix *x, double *score, struct ec_error *error)
{
  double found = NAN;
  ec_status status = work->score(work->data, x, &found, error);
  if (status == EC_OK && !isfinite(found))
    return ec_error_set(error, EC_ERROR_VALUE,
                        "the score is not a finite number, so that nothing can be compared");
  if (status == EC_OK)
    *score = found;
  return status;
}

/* Shuffles one group once, asks, and puts its features back. */
static ec_status
do_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  struct work *work = data;
  size_t n_repeats = work->options->n_repeats, group = piece / n_repeats;
  struct ec_random of_group = ec_random_split(&work->options->random, group);
  struct ec_random random = ec_random_split(&of_group, piece % n_repeats);
  struct ec_matrix *copy = &work->copies.matrices[worker];
  size_t *order = work->copies.orders[worker], n = work->x->n_rows;
  ec_status status;
  ec_random_permutation(&random, order, n);
  for (size_t c = 0; c < copy->n_columns; c++) {
    const double *from = ec_matrix_column(work->x, c);
    double *to = ec_matrix_column(copy, c);
    for (size_t i = 0; is_of_group(work, c, group) && i < n; i++)
      to[i] = from[order[i]];
  }
  status = ask(work, copy, &work->scores[piece], error);
  for (size_t c = 0; c < copy->n_columns; c++)
    if (is_of_group(work, c, group))
      memcpy(ec_matrix_column(copy, c), ec_matrix_column(work->x, c), n * sizeof(double));
  return status;
}

static ec_status
check(const struct ec_matrix *x, const struct ec_permutation_options *options,
      struct ec_error *error)
{
  if (x->n_rows == 0 || x->n_columns == 0)
    return ec_error_set(error, EC_ERROR_EMPTY, "there are no %s to shuffle",
                        x->n_rows == 0 ? "rows" : "features");
  if (options->n_repeats == 0)
    return ec_error_set(error, EC_ERROR_ARGUMENT, "features must be shuffled at least once");
  for (size_t c = 0; options->groups != NULL && c < x->n_columns; c++)
    if (options->groups[c] >= options->n_groups)
      return ec_error_set(error, EC_ERROR_ARGUMENT,
                          "feature %zu is in group %zu; there are %zu groups", c + 1,
                          options->groups[c] + 1, options->n_groups);
  return EC_OK;
}

static void
summarize(const struct work *work, double score, struct ec_permutation *permutation)
{
  size_t n_repeats = work->options->n_repeats;
  for (size_t g = 0; g < work->n_groups; g++) {
    const double *scores = work->scores + g * n_repeats;
    struct ec_sum sum = {0, 0}, squares = {0, 0};
    double mean;
    for (size_t r = 0; r < n_repeats; r++)
      ec_sum_add(&sum, score - scores[r]);
    mean = ec_sum_get(&sum) / (double)n_repeats;
    for (size_t r = 0; r < n_repeats; r++) {
      double fall = score - scores[r];
      ec_sum_add(&squares, (fall - mean) * (fall - mean));
      if (permutation->importances != NULL)
        permutation->importances[g * n_repeats + r] = fall;
    }
    permutation->means[g] = mean;
    if (permutation->deviations != NULL)
      permutation->deviations[g] = sqrt(ec_sum_get(&squares) / (double)n_repeats);
  }
  permutation->score = score;
}

ec_status
ec_permutation_importance(const struct ec_matrix *x, ec_score_func score, void *data,
                          const struct ec_permutation_options *options, const struct ec_job *job,
                          struct ec_permutation *permutation, struct ec_error *error)
{
  struct work work = {x, score, data, options, x->n_columns, EC_COPIES_INIT, NULL};
  double whole = 0.0;
  size_t n_pieces = 0;
  ec_status status = check(x, options, error);
  if (status != EC_OK)
    return status;
  if (options->groups != NULL)
    work.n_groups = options->n_groups;
  if (ec_size_multiply(work.n_groups, options->n_repeats, &n_pieces))
    work.scores = ec_alloc(n_pieces, sizeof *work.scores);
  if (work.scores == NULL)
    return ec_error_no_memory(error, "the scores of shuffled features");
  status = ask(&work, x, &whole, error);
  if (status == EC_OK)
    status =
        ec_copies_make(x, ec_pool_n_threads(job != NULL ? job->pool : NULL), &work.copies, error);
  if (status == EC_OK)
    status = ec_parallel_for(job, "shuffling", n_pieces, do_piece, &work, error);
  if (status == EC_OK)
    summarize(&work, whole, permutation);
  ec_copies_clear(&work.copies);
  ec_free(work.scores);
  return status;
}
