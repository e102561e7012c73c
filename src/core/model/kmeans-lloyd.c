/* Lloyd's iteration with Hamerly's bounds: for each row an upper bound of the distance to its centre,
 * and a lower one of that to any other. Centres that move make the bounds looser; a row whose upper
 * bound stays below the lower one, or below half the way from its centre to the next, can not have
 * changed its cluster. The sums of the clusters are kept, and changed by the rows that move. */
#include "config.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "linalg/vector.h"
#include "model/kmeans-private.h"

/* Rows whose bounds are looked at together, and how many numbers of a row are fetched ahead. */
enum { ROWS = EC_NEAREST_ROWS, BLOCK = 128, AHEAD = 128 };

static const int32_t NONE = -1;

/* What a piece of the rows changes in one iteration. */
struct change {
  double *sums;   /* k by n_features */
  double *counts; /* k */
  size_t n_changed;
};

struct lloyd {
  const struct ec_kmeans_rows *rows;
  struct ec_kmeans_run *run;
  struct ec_nearest nearest;
  int32_t *labels;       /* n */
  double *upper, *lower; /* n */
  double *sums, *counts; /* of the clusters: k by n_features, k */
  double *moved;         /* k by n_features: the next centres */
  double *steps;         /* k: how far each centre moved */
  double *halves;        /* k: half the distance to the next centre */
  double *lengths;       /* k: ||c||² */
  double *numbers;       /* owns the arrays of the centres and of the changes */
  struct change *changes;
  double *scores; /* a worker: ROWS by width */
  size_t largest; /* the centre that moved farthest */
  double step, second_step;
};

static void
add_row(double *sums, double sign, const double *row, size_t n_features)
{
  for (size_t j = 0; j < n_features; j++)
    sums[j] += sign * row[j];
}

/* The row belongs to `label` from now on. */
static void
change_label(struct lloyd *l, struct change *change, size_t i, size_t label)
{
  size_t d = l->rows->n_features;
  const double *row = l->rows->values + i * d;
  if (l->labels[i] != NONE) {
    add_row(change->sums + (size_t)l->labels[i] * d, -1.0, row, d);
    change->counts[l->labels[i]] -= 1.0;
  }
  add_row(change->sums + label * d, 1.0, row, d);
  change->counts[label] += 1.0;
  change->n_changed++;
  l->labels[i] = (int32_t)label;
}

/* The larger of two numbers that are none of them NaN. */
static inline double
larger(double a, double b)
{
  return a > b ? a : b;
}

/* Looks at up to eight rows anew. */
static void
look_again(struct lloyd *l, struct change *change, const size_t *places, size_t n, double *scores)
{
  struct ec_nearest_two two[ROWS];
  const double *rows[ROWS];
  for (size_t r = 0; r < ROWS; r++)
    rows[r] = l->rows->values + places[r < n ? r : 0] * l->rows->n_features;
  ec_nearest_find(&l->nearest, rows, scores, two);
  for (size_t r = 0; r < n; r++) {
    size_t i = places[r];
    double squares = l->rows->squares[i], slack = ec_kmeans_slack(&l->nearest, squares);
    l->upper[i] = sqrt(larger(0.0, squares - 2.0 * two[r].first + slack));
    l->lower[i] = sqrt(larger(0.0, squares - 2.0 * two[r].second - slack));
    if (l->labels[i] != (int32_t)two[r].best)
      change_label(l, change, i, two[r].best);
  }
}

/* Lets the bounds of a few rows follow the centres, and lists the rows for which they do not show
 * that the row stays where it is. What is listed is fetched from memory ahead of its use. */
static size_t
list_open(struct lloyd *l, size_t begin, size_t end, size_t *open)
{
  size_t n_open = 0, d = l->rows->n_features;
  for (size_t i = begin; i < end; i++) {
    int32_t label = l->labels[i];
    bool closed = false;
    if (label != NONE) {
      /* A hair more than the move, for the sums of many moves round. */
      double step = label == (int32_t)l->largest ? l->second_step : l->step;
      l->upper[i] = (l->upper[i] + l->steps[label]) * (1.0 + 0x1p-50);
      l->lower[i] -= step * (1.0 + 0x1p-50);
      closed = l->upper[i] < larger(l->lower[i], l->halves[label]);
    }
    open[n_open] = i;
    n_open += !closed;
    for (size_t j = 0; !closed && j < d && j < AHEAD; j += 8)
      __builtin_prefetch(l->rows->values + i * d + j);
  }
  return n_open;
}

/* Whether the true distance of row `i` to its centre still does not show that it stays. */
static bool
is_open(struct lloyd *l, size_t i)
{
  size_t label = (size_t)l->labels[i], d = l->rows->n_features;
  double squares = l->rows->squares[i], slack = ec_kmeans_slack(&l->nearest, squares);
  double score =
      ec_dot(d, l->rows->values + i * d, l->run->centres + label * d) - 0.5 * l->lengths[label];
  l->upper[i] = sqrt(larger(0.0, squares - 2.0 * score + slack));
  return !(l->upper[i] < larger(l->lower[i], l->halves[label]));
}

static ec_status
assign_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  struct lloyd *l = data;
  struct change *change = &l->changes[piece];
  double *scores = l->scores + worker * ROWS * l->nearest.width;
  size_t places[ROWS], open[BLOCK], n_places = 0, begin, end;
  memset(change->sums, 0, (l->rows->n_features + 1) * l->run->k * sizeof *change->sums);
  change->n_changed = 0;
  ec_piece_range(l->rows->n, l->rows->n_pieces, piece, &begin, &end);
  for (; begin < end; begin += BLOCK) {
    size_t n_open = list_open(l, begin, end - begin < BLOCK ? end : begin + BLOCK, open);
    for (size_t o = 0; o < n_open; o++) {
      if (l->labels[open[o]] != NONE && !is_open(l, open[o]))
        continue;
      places[n_places++] = open[o];
      if (n_places == ROWS) {
        look_again(l, change, places, n_places, scores);
        n_places = 0;
      }
    }
  }
  if (n_places > 0)
    look_again(l, change, places, n_places, scores);
  return EC_OK;
}

static double
distance(const double *a, const double *b, size_t n)
{
  double squares = 0.0;
  for (size_t j = 0; j < n; j++)
    squares += (a[j] - b[j]) * (a[j] - b[j]);
  return squares;
}

/* Half the distance from each centre to the next one, and the squares of the centres. */
static void
measure_centres(struct lloyd *l)
{
  size_t k = l->run->k, d = l->rows->n_features;
  for (size_t a = 0; a < k; a++) {
    const double *centre = l->run->centres + a * d;
    double least = INFINITY;
    for (size_t b = 0; b < k; b++)
      if (b != a)
        least = fmin(least, distance(centre, l->run->centres + b * d, d));
    l->halves[a] = 0.5 * sqrt(least) * (1.0 - 0x1p-40);
    l->lengths[a] = ec_dot(d, centre, centre);
  }
  ec_nearest_set(&l->nearest, l->run->centres, k);
}

/* Adds up what the pieces changed, in their order; returns how many rows changed. */
static size_t
join_changes(struct lloyd *l)
{
  size_t k = l->run->k, d = l->rows->n_features, n_changed = 0;
  for (size_t piece = 0; piece < l->rows->n_pieces; piece++) {
    const struct change *change = &l->changes[piece];
    if (change->n_changed == 0)
      continue;
    n_changed += change->n_changed;
    for (size_t i = 0; i < k * (d + 1); i++)
      l->sums[i] += change->sums[i];
  }
  return n_changed;
}

/* sum_i ||x_i - c||² = sum ||x||² - 2 sum_c c·sum_c + sum_c n_c ||c||². */
static double
find_inertia(const struct lloyd *l)
{
  size_t d = l->rows->n_features;
  double inertia = l->rows->sum_of_squares;
  for (size_t c = 0; c < l->run->k; c++)
    inertia +=
        l->counts[c] * l->lengths[c] - 2.0 * ec_dot(d, l->run->centres + c * d, l->sums + c * d);
  return fmax(0.0, inertia);
}

/* The row farthest from its centre among those that do not have it for themselves; n for none. */
static size_t
find_farthest(const struct lloyd *l)
{
  size_t d = l->rows->n_features, farthest = l->rows->n;
  double most = 0.0;
  for (size_t i = 0; i < l->rows->n; i++) {
    size_t label = (size_t)l->labels[i];
    double squares;
    if (l->counts[label] < 2.0)
      continue;
    squares = distance(l->rows->values + i * d, l->run->centres + label * d, d);
    if (squares > most) {
      most = squares;
      farthest = i;
    }
  }
  return farthest;
}

/* Gives each empty cluster the farthest row; where all rows lie on centres, it stays empty. */
static void
fill_empty(struct lloyd *l)
{
  struct change whole = {l->sums, l->counts, 0};
  for (size_t c = 0; c < l->run->k; c++) {
    size_t row;
    if (l->counts[c] > 0.0)
      continue;
    row = find_farthest(l);
    if (row == l->rows->n)
      return;
    change_label(l, &whole, row, c);
    /* Nothing is known of the distances of this row any more. */
    l->upper[row] = INFINITY;
    l->lower[row] = 0.0;
  }
}

/* Moves the centres to the means of their rows; returns the sum of their squared moves. */
static double
move_centres(struct lloyd *l)
{
  size_t k = l->run->k, d = l->rows->n_features;
  double total = 0.0;
  l->step = l->second_step = 0.0;
  l->largest = 0;
  for (size_t c = 0; c < k; c++) {
    double *centre = l->run->centres + c * d, *next = l->moved + c * d, squares;
    for (size_t j = 0; j < d; j++)
      next[j] = l->counts[c] > 0.0 ? l->sums[c * d + j] / l->counts[c] : centre[j];
    squares = distance(centre, next, d);
    total += squares;
    l->steps[c] = sqrt(squares) * (1.0 + 0x1p-40);
    if (l->steps[c] > l->step) {
      l->second_step = l->step;
      l->step = l->steps[c];
      l->largest = c;
    } else if (l->steps[c] > l->second_step)
      l->second_step = l->steps[c];
  }
  memcpy(l->run->centres, l->moved, k * d * sizeof *l->moved);
  return total;
}

/* Keeps the centres as they are now, in the units of the input, column by column. */
static ec_status
keep_centres(struct lloyd *l, struct ec_error *error)
{
  size_t k = l->run->k, d = l->rows->n_features;
  double *kept;
  if (l->run->path_arena == NULL)
    return EC_OK;
  kept = ec_arena_alloc(l->run->path_arena, k * d, sizeof *kept);
  if (kept == NULL)
    return ec_error_no_memory(error, "the path of the centres");
  for (size_t c = 0; c < k; c++)
    for (size_t j = 0; j < d; j++)
      kept[c + j * k] = l->run->centres[c * d + j] + l->rows->mean[j];
  l->run->path[l->run->n_iterations] = kept;
  return EC_OK;
}

static ec_status
iterate(struct lloyd *l, const struct ec_job *job, struct ec_error *error)
{
  struct ec_kmeans_run *run = l->run;
  double limit = run->tolerance * l->rows->variance;
  ec_status status = keep_centres(l, error);
  while (status == EC_OK && !run->converged && run->n_iterations < run->max_iterations) {
    size_t n_changed;
    double moved;
    measure_centres(l);
    status = ec_parallel_for(job, NULL, l->rows->n_pieces, assign_piece, l, error);
    if (status != EC_OK)
      break;
    n_changed = join_changes(l);
    run->inertias[run->n_iterations++] = find_inertia(l);
    fill_empty(l);
    moved = move_centres(l);
    run->converged = n_changed == 0 || moved <= limit;
    status = keep_centres(l, error);
    ec_job_report(job, (double)run->n_iterations / (double)run->max_iterations, "k-means");
  }
  return status;
}

static bool
allocate(struct lloyd *l, unsigned n_workers)
{
  size_t k = l->run->k, d = l->rows->n_features, n = l->rows->n, n_pieces = l->rows->n_pieces;
  size_t a_set = k * (d + 1);
  double *at;
  l->labels = ec_alloc(n, sizeof *l->labels);
  l->upper = ec_alloc(n, sizeof *l->upper);
  l->lower = ec_alloc(n, sizeof *l->lower);
  l->numbers = at = ec_alloc_zero(a_set, (n_pieces + 2) * sizeof *at);
  l->halves = ec_alloc_zero(k, 3 * sizeof *l->halves);
  l->changes = ec_alloc_zero(n_pieces, sizeof *l->changes);
  l->scores = ec_alloc(n_workers * l->nearest.width, ROWS * sizeof *l->scores);
  if (l->labels == NULL || l->upper == NULL || l->lower == NULL || at == NULL ||
      l->halves == NULL || l->changes == NULL || l->scores == NULL)
    return false;
  l->steps = l->halves + k;
  l->lengths = l->steps + k;
  l->sums = at;
  l->counts = at + k * d;
  l->moved = at + a_set;
  for (size_t piece = 0; piece < n_pieces; piece++) {
    l->changes[piece].sums = at + (piece + 2) * a_set;
    l->changes[piece].counts = l->changes[piece].sums + k * d;
  }
  for (size_t i = 0; i < n; i++)
    l->labels[i] = NONE;
  return true;
}

ec_status
ec_kmeans_lloyd(const struct ec_kmeans_rows *rows, struct ec_kmeans_run *run,
                const struct ec_job *job, struct ec_error *error)
{
  struct lloyd lloyd = {.rows = rows, .run = run};
  unsigned n_workers = ec_pool_n_threads(job != NULL ? job->pool : NULL);
  ec_status status = ec_nearest_new(run->k, rows->n_features, &lloyd.nearest, error);
  if (status == EC_OK && !allocate(&lloyd, n_workers))
    status = ec_error_no_memory(error, "the clusters");
  run->n_iterations = 0;
  run->converged = false;
  if (status == EC_OK)
    status = iterate(&lloyd, job, error);
  ec_nearest_clear(&lloyd.nearest);
  ec_free(lloyd.labels);
  ec_free(lloyd.upper);
  ec_free(lloyd.lower);
  ec_free(lloyd.numbers);
  ec_free(lloyd.halves);
  ec_free(lloyd.changes);
  ec_free(lloyd.scores);
  return status;
}
