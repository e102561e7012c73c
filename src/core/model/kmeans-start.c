/* Greedy k-means++: each centre after the first is the best of a few rows, drawn with chances in
 * proportion to their squared distances from the centres so far. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "model/kmeans-private.h"

enum { ROWS = EC_NEAREST_ROWS, MAX_CANDIDATES = 16 };

struct start {
  const struct ec_kmeans_rows *rows;
  size_t n_trials; /* candidates a step */
  struct ec_nearest candidates;
  double *closest;    /* n: the squared distance to the nearest centre so far */
  double *distances;  /* n_trials by n: what that would be with each candidate */
  double *potentials; /* n_pieces by MAX_CANDIDATES: the sums of those */
  double *chosen;     /* n_pieces: the sums of `closest` */
};

static void
measure_eight(const struct start *start, size_t first, size_t n_rows, double *sums)
{
  _Alignas(64) double scores[ROWS * MAX_CANDIDATES];
  const struct ec_kmeans_rows *x = start->rows;
  const struct ec_nearest *candidates = &start->candidates;
  const double *rows[ROWS];
  for (size_t r = 0; r < ROWS; r++)
    rows[r] = x->values + (first + (r < n_rows ? r : 0)) * x->n_features;
  ec_nearest_score(candidates, rows, scores);
  for (size_t r = 0; r < n_rows; r++) {
    double squares = x->squares[first + r], slack = ec_kmeans_slack(candidates, squares);
    for (size_t c = 0; c < candidates->k; c++) {
      double distance = squares - 2.0 * scores[r * candidates->width + c];
      /* What is equal but for rounding is at distance 0, lest it be drawn again. */
      if (distance <= slack)
        distance = 0.0;
      if (distance > start->closest[first + r])
        distance = start->closest[first + r];
      start->distances[c * x->n + first + r] = distance;
      sums[c] += distance;
    }
  }
}

static ec_status
measure_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct start *start = data;
  double *sums = start->potentials + piece * MAX_CANDIDATES;
  size_t begin, end;
  ec_piece_range(start->rows->n, start->rows->n_pieces, piece, &begin, &end);
  memset(sums, 0, MAX_CANDIDATES * sizeof *sums);
  for (; begin < end; begin += ROWS)
    measure_eight(start, begin, end - begin < ROWS ? end - begin : ROWS, sums);
  return EC_OK;
}

/* Draws a row with a chance in proportion to `closest`; any row where all are 0. */
static size_t
draw(const struct start *start, struct ec_random *random)
{
  const struct ec_kmeans_rows *rows = start->rows;
  double total = 0.0, left;
  size_t piece, begin, end, last;
  for (piece = 0; piece < rows->n_pieces; piece++)
    total += start->chosen[piece];
  left = ec_random_uniform(random) * total;
  last = (size_t)ec_random_below(random, rows->n);
  for (piece = 0; piece < rows->n_pieces; piece++) {
    if (left < start->chosen[piece])
      break;
    left -= start->chosen[piece];
  }
  if (piece == rows->n_pieces)
    return last;
  ec_piece_range(rows->n, rows->n_pieces, piece, &begin, &end);
  for (size_t i = begin; i < end; i++) {
    if (start->closest[i] > 0.0)
      last = i;
    if (left < start->closest[i])
      return i;
    left -= start->closest[i];
  }
  return last; /* rounding has left a little over */
}

/* The candidate that leaves the least, the first of equals; its distances become the closest. */
static size_t
choose(struct start *start, size_t n_candidates)
{
  const struct ec_kmeans_rows *rows = start->rows;
  size_t best = 0;
  double least = INFINITY;
  for (size_t c = 0; c < n_candidates; c++) {
    double sum = 0.0;
    for (size_t piece = 0; piece < rows->n_pieces; piece++)
      sum += start->potentials[piece * MAX_CANDIDATES + c];
    if (sum < least) {
      least = sum;
      best = c;
    }
  }
  memcpy(start->closest, start->distances + best * rows->n, rows->n * sizeof *start->closest);
  for (size_t piece = 0; piece < rows->n_pieces; piece++)
    start->chosen[piece] = start->potentials[piece * MAX_CANDIDATES + best];
  return best;
}

static ec_status
choose_all(struct start *start, size_t k, double *candidates, struct ec_random *random,
           const struct ec_job *job, double *centres, struct ec_error *error)
{
  const struct ec_kmeans_rows *rows = start->rows;
  size_t n_features = rows->n_features;
  ec_status status = EC_OK;
  for (size_t i = 0; i < rows->n; i++)
    start->closest[i] = INFINITY;
  for (size_t c = 0; c < k && status == EC_OK; c++) {
    size_t n = c == 0 ? 1 : start->n_trials;
    for (size_t t = 0; t < n; t++) {
      size_t row = c == 0 ? (size_t)ec_random_below(random, rows->n) : draw(start, random);
      memcpy(candidates + t * n_features, rows->values + row * n_features,
             n_features * sizeof *candidates);
    }
    ec_nearest_set(&start->candidates, candidates, n);
    status = ec_parallel_for(job, NULL, rows->n_pieces, measure_piece, start, error);
    if (status == EC_OK)
      memcpy(centres + c * n_features, candidates + choose(start, n) * n_features,
             n_features * sizeof *centres);
  }
  return status;
}

ec_status
ec_kmeans_start(const struct ec_kmeans_rows *rows, size_t k, struct ec_random *random,
                const struct ec_job *job, double *centres, struct ec_error *error)
{
  size_t n_trials = (size_t)fmin(2.0 + log((double)k), MAX_CANDIDATES);
  struct start start = {.rows = rows, .n_trials = n_trials};
  double *candidates = ec_alloc(rows->n_features, n_trials * sizeof *candidates);
  ec_status status = ec_nearest_new(n_trials, rows->n_features, &start.candidates, error);
  start.closest = ec_alloc(rows->n, sizeof *start.closest);
  start.distances = ec_alloc(rows->n, n_trials * sizeof *start.distances);
  start.potentials = ec_alloc(rows->n_pieces, MAX_CANDIDATES * sizeof *start.potentials);
  start.chosen = ec_alloc(rows->n_pieces, sizeof *start.chosen);
  if (status == EC_OK && (candidates == NULL || start.closest == NULL || start.distances == NULL ||
                          start.potentials == NULL || start.chosen == NULL))
    status = ec_error_no_memory(error, "the first centres");
  if (status == EC_OK)
    status = choose_all(&start, k, candidates, random, job, centres, error);
  ec_nearest_clear(&start.candidates);
  ec_free(candidates);
  ec_free(start.closest);
  ec_free(start.distances);
  ec_free(start.potentials);
  ec_free(start.chosen);
  return status;
}
