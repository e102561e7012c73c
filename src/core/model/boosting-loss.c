/* What boosting makes small: the losses, their derivatives, and probabilities.
 *
 * The loops over rows are written so that a compiler makes vectors of them, with an exponential
 * of their own: 2^k times a polynomial, after Cody and Waite (1980), good to 2 units in the last
 * place. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/sum.h"
#include "model/boosting-private.h"

enum { BLOCK = 256, PIECE = 8192 }; /* rows */

/* Adding it to a number below 2^51 rounds that to a whole one, which the lowest bits then hold. */
static const double ROUND = 0x1.8p52;

static inline __attribute__((always_inline)) uint64_t
read_bits(double value)
{
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

/* e^x for x <= 0. There are no branches, so a loop of it becomes one of vectors. */
static inline __attribute__((always_inline)) double
exponential(double x)
{
  double shifted, k, r, sum, result;
  uint64_t bits;
  x = x > -708.0 ? x : -708.0;
  shifted = x * 0x1.71547652b82fep0 + ROUND;
  k = shifted - ROUND;
  r = (x - k * 0x1.62e42fefa38p-1) - k * 0x1.ef35793c7673p-45;
  sum = 1.0 / 6227020800.0;
  sum = sum * r + 1.0 / 479001600;
  sum = sum * r + 1.0 / 39916800;
  sum = sum * r + 1.0 / 3628800;
  sum = sum * r + 1.0 / 362880;
  sum = sum * r + 1.0 / 40320;
  sum = sum * r + 1.0 / 5040;
  sum = sum * r + 1.0 / 720;
  sum = sum * r + 1.0 / 120;
  sum = sum * r + 1.0 / 24;
  sum = sum * r + 1.0 / 6;
  sum = sum * r + 0.5;
  sum = sum * r + 1.0;
  sum = sum * r + 1.0;
  bits = read_bits(sum) + (read_bits(shifted) << 52);
  memcpy(&result, &bits, sizeof result);
  return result;
}

enum ec_boosting_kind
ec_boosting_kind_get(size_t n_classes)
{
  if (n_classes == 0)
    return EC_BOOSTING_SQUARED;
  return n_classes == 2 ? EC_BOOSTING_LOGISTIC : EC_BOOSTING_SOFTMAX;
}

ec_status
ec_boosting_loss_init(struct ec_boosting_loss *loss, enum ec_boosting_kind kind, const double *y,
                      size_t n_rows, size_t n_outputs, struct ec_error *error)
{
  size_t n_pieces = (n_rows + PIECE - 1) / PIECE, size;
  *loss = (struct ec_boosting_loss){.kind = kind, .n_rows = n_rows, .n_outputs = n_outputs, .y = y};
  if (ec_size_multiply(n_rows, n_outputs, &size))
    loss->scores = ec_alloc(size, sizeof *loss->scores);
  loss->log_sums = ec_alloc(kind == EC_BOOSTING_SOFTMAX ? n_rows : 0, sizeof *loss->log_sums);
  loss->piece_losses = ec_alloc(2 * n_pieces, sizeof *loss->piece_losses);
  if (loss->scores != NULL && loss->log_sums != NULL && loss->piece_losses != NULL)
    return EC_OK;
  ec_boosting_loss_clear(loss);
  return ec_error_no_memory(error, "the scores");
}

void
ec_boosting_loss_clear(struct ec_boosting_loss *loss)
{
  ec_free(loss->scores);
  ec_free(loss->log_sums);
  ec_free(loss->piece_losses);
  *loss = (struct ec_boosting_loss){.kind = EC_BOOSTING_SQUARED};
}

void
ec_boosting_loss_find_base(const struct ec_boosting_loss *loss, double *base)
{
  double n = (double)loss->n_rows;
  struct ec_sum sum = {0.0, 0.0};
  memset(base, 0, loss->n_outputs * sizeof *base);
  for (size_t i = 0; i < loss->n_rows; i++) {
    if (loss->kind == EC_BOOSTING_SOFTMAX)
      base[(size_t)loss->y[i]] += 1.0;
    else
      ec_sum_add(&sum, loss->y[i]);
  }
  if (loss->kind != EC_BOOSTING_SOFTMAX)
    base[0] = ec_sum_get(&sum) / n;
  /* A class without rows would have a score of minus infinity. */
  for (size_t k = 0; loss->kind == EC_BOOSTING_SOFTMAX && k < loss->n_outputs; k++)
    base[k] = log(fmax(base[k], 0.5) / n);
  if (loss->kind == EC_BOOSTING_LOGISTIC) {
    double share = fmin(fmax(base[0], 0.5 / (n + 1.0)), 1.0 - 0.5 / (n + 1.0));
    base[0] = log(share / (1.0 - share));
  }
}

void
ec_boosting_loss_start(struct ec_boosting_loss *loss, const double *base)
{
  for (size_t k = 0; k < loss->n_outputs; k++)
    for (size_t i = 0; i < loss->n_rows; i++)
      loss->scores[k * loss->n_rows + i] = base[k];
}

/* The logistic loss log(1 + e^s) - s y = max(s, 0) - s y + log(1 + e^-|s|). The last terms are
 * multiplied, each from 1 to 2, before the logarithm is taken of those of a block. */
EC_BOOSTING_BODY
part_logistic_body(const double *scores, const double *y, size_t n, double *linear, double *factors)
{
  for (size_t i = 0; i < n; i++) {
    double s = scores[i];
    linear[i] = (s > 0.0 ? s : 0.0) - s * y[i];
    factors[i] = 1.0 + exponential(-fabs(s));
  }
}

EC_BOOSTING_WIDE(part_logistic,
                 (const double *scores, const double *y, size_t n, double *linear, double *factors),
                 (scores, y, n, linear, factors))

static double
add_logistic(const double *scores, const double *y, size_t n)
{
  double linear[BLOCK], factors[BLOCK];
  double sums[4] = {0.0}, products[4] = {1.0, 1.0, 1.0, 1.0}, loss = 0.0;
  part_logistic(scores, y, n, linear, factors);
  for (size_t i = 0; i < n; i++) {
    sums[i % 4] += linear[i];
    products[i % 4] *= factors[i];
  }
  for (size_t k = 0; k < 4; k++)
    loss += sums[k] + log(products[k]);
  return loss;
}

static double
add_squared(const double *scores, const double *y, size_t n, double *largest)
{
  double loss = 0.0;
  for (size_t i = 0; i < n; i++) {
    double g = scores[i] - y[i];
    loss += g * g;
    *largest = fmax(*largest, fabs(g));
  }
  return loss;
}

/* The largest of the scores of each row, and the sum of their exponentials below it. */
EC_BOOSTING_BODY
sum_softmax_body(const double *scores, size_t stride, size_t n_outputs, size_t n, double *largest,
                 double *sums)
{
  for (size_t i = 0; i < n; i++) {
    largest[i] = scores[i];
    sums[i] = 0.0;
  }
  for (size_t k = 1; k < n_outputs; k++)
    for (size_t i = 0; i < n; i++)
      largest[i] = scores[k * stride + i] > largest[i] ? scores[k * stride + i] : largest[i];
  for (size_t k = 0; k < n_outputs; k++)
    for (size_t i = 0; i < n; i++)
      sums[i] += exponential(scores[k * stride + i] - largest[i]);
}

EC_BOOSTING_WIDE(sum_softmax,
                 (const double *scores, size_t stride, size_t n_outputs, size_t n, double *largest,
                  double *sums),
                 (scores, stride, n_outputs, n, largest, sums))

static double
add_softmax(struct ec_boosting_loss *loss, size_t begin, size_t n)
{
  double largest[BLOCK], sums[BLOCK], sum = 0.0;
  sum_softmax(loss->scores + begin, loss->n_rows, loss->n_outputs, n, largest, sums);
  for (size_t i = 0; i < n; i++) {
    size_t y = (size_t)loss->y[begin + i];
    loss->log_sums[begin + i] = largest[i] + log(sums[i]);
    sum += loss->log_sums[begin + i] - loss->scores[y * loss->n_rows + begin + i];
  }
  return sum;
}

static ec_status
evaluate_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  struct ec_boosting_loss *loss = data;
  size_t begin = piece * PIECE, end = begin + PIECE;
  double sum = 0.0, largest = 0.0;
  if (end > loss->n_rows)
    end = loss->n_rows;
  for (size_t i = begin, n; i < end; i += n) {
    n = end - i < BLOCK ? end - i : BLOCK;
    if (loss->kind == EC_BOOSTING_LOGISTIC)
      sum += add_logistic(loss->scores + i, loss->y + i, n);
    else if (loss->kind == EC_BOOSTING_SQUARED)
      sum += add_squared(loss->scores + i, loss->y + i, n, &largest);
    else
      sum += add_softmax(loss, i, n);
  }
  loss->piece_losses[2 * piece] = sum;
  loss->piece_losses[2 * piece + 1] = largest;
  return EC_OK;
}

ec_status
ec_boosting_loss_evaluate(struct ec_boosting_loss *loss, const struct ec_job *job, double *mean,
                          struct ec_error *error)
{
  size_t n_pieces = (loss->n_rows + PIECE - 1) / PIECE;
  double sum = 0.0;
  ec_status status = ec_parallel_for(job, NULL, n_pieces, evaluate_piece, loss, error);
  if (status != EC_OK)
    return status;
  loss->largest = 0.0;
  for (size_t p = 0; p < n_pieces; p++) {
    sum += loss->piece_losses[2 * p];
    loss->largest = fmax(loss->largest, loss->piece_losses[2 * p + 1]);
  }
  if (!isfinite(sum))
    return ec_error_set(error, EC_ERROR_VALUE,
                        "the loss overflows; bring the targets to a smaller scale, or lower the "
                        "learning rate");
  *mean = sum / (double)loss->n_rows;
  return EC_OK;
}

/* The smallest power of two that n fits into: sums over n rows need as many bits more. */
static int
count_bits(size_t n)
{
  int bits = 0;
  while (bits < 63 && ((size_t)1 << bits) <= n)
    bits++;
  return bits;
}

struct ec_boosting_units
ec_boosting_loss_get_units(const struct ec_boosting_loss *loss)
{
  int shift = count_bits(loss->n_rows), exponent = 0;
  int g_bits = 61 - shift < 50 ? 61 - shift : 50, h_bits = 62 - 2 * shift;
  struct ec_boosting_units units = {.h = 1.0, .shift = (unsigned)shift};
  if (loss->kind == EC_BOOSTING_SQUARED)
    frexp(fmax(loss->largest, 0x1p-900), &exponent); /* the unit has an inverse */
  else
    units.h = ldexp(0.25, -(h_bits < 50 ? h_bits : 50));
  units.g = ldexp(1.0, exponent - g_bits);
  return units;
}

static inline __attribute__((always_inline)) int64_t
round_to_unit(double value, double per_unit)
{
  return (int64_t)(read_bits(value * per_unit + ROUND) - read_bits(ROUND));
}

/* The derivatives of a row as whole numbers, from its probability. */
static inline __attribute__((always_inline)) void
derive_bounded(double p, double hit, double per_g, double per_h, int64_t *g, int64_t *h)
{
  double curvature = p * (1.0 - p);
  *g = round_to_unit(p - hit, per_g);
  *h = round_to_unit(curvature > 0.0 ? curvature : 0.0, per_h);
}

EC_BOOSTING_BODY
derive_logistic_body(const double *scores, const double *y, size_t n,
                     const struct ec_boosting_units *units, int64_t *g, int64_t *h)
{
  double per_g = 1.0 / units->g, per_h = 1.0 / units->h;
  for (size_t i = 0; i < n; i++) {
    double e = exponential(-fabs(scores[i]));
    double p = (scores[i] > 0.0 ? 1.0 : e) / (1.0 + e);
    derive_bounded(p, y[i], per_g, per_h, &g[i], &h[i]);
  }
}

EC_BOOSTING_WIDE(derive_logistic,
                 (const double *scores, const double *y, size_t n,
                  const struct ec_boosting_units *units, int64_t *g, int64_t *h),
                 (scores, y, n, units, g, h))

EC_BOOSTING_BODY
derive_softmax_body(const double *scores, const double *log_sums, const double *y, double output,
                    size_t n, const struct ec_boosting_units *units, int64_t *g, int64_t *h)
{
  double per_g = 1.0 / units->g, per_h = 1.0 / units->h;
  for (size_t i = 0; i < n; i++) {
    double p = exponential(scores[i] - log_sums[i]);
    derive_bounded(p, y[i] == output ? 1.0 : 0.0, per_g, per_h, &g[i], &h[i]);
  }
}

EC_BOOSTING_WIDE(derive_softmax,
                 (const double *scores, const double *log_sums, const double *y, double output,
                  size_t n, const struct ec_boosting_units *units, int64_t *g, int64_t *h),
                 (scores, log_sums, y, output, n, units, g, h))

static void
derive_squared(const double *scores, const double *y, size_t n,
               const struct ec_boosting_units *units, int64_t *g, int64_t *h)
{
  double per_g = 1.0 / units->g;
  for (size_t i = 0; i < n; i++) {
    g[i] = round_to_unit(scores[i] - y[i], per_g);
    h[i] = 1;
  }
}

static void
derive_block(const struct ec_boosting_loss *loss, size_t output,
             const struct ec_boosting_units *units, size_t first, size_t n, ec_boosting_pair *pairs)
{
  const double *scores = loss->scores + output * loss->n_rows + first, *y = loss->y + first;
  int64_t g[BLOCK], h[BLOCK];
  if (loss->kind == EC_BOOSTING_LOGISTIC)
    derive_logistic(scores, y, n, units, g, h);
  else if (loss->kind == EC_BOOSTING_SQUARED)
    derive_squared(scores, y, n, units, g, h);
  else
    derive_softmax(scores, loss->log_sums + first, y, (double)output, n, units, g, h);
  for (size_t i = 0; i < n; i++)
    pairs[i] = (ec_boosting_pair){g[i], (int64_t)((uint64_t)h[i] << units->shift | 1u)};
}

void
ec_boosting_loss_derive(const struct ec_boosting_loss *loss, size_t output,
                        const struct ec_boosting_units *units, size_t begin, size_t end,
                        ec_boosting_pair *pairs)
{
  for (size_t i = begin; i < end; i += BLOCK)
    derive_block(loss, output, units, i, end - i < BLOCK ? end - i : BLOCK, pairs + i);
}

void
ec_boosting_probabilities(const double *scores, size_t stride, size_t n_rows, size_t n_outputs,
                          struct ec_matrix *probabilities, size_t first_row)
{
  for (size_t i = 0; i < n_rows; i++) {
    double largest = scores[i], sum = 0.0;
    if (n_outputs == 1) {
      double e = exp(-fabs(scores[i])), p = (scores[i] > 0.0 ? 1.0 : e) / (1.0 + e);
      double q = (scores[i] > 0.0 ? e : 1.0) / (1.0 + e);
      ec_matrix_set(probabilities, first_row + i, 0, q);
      ec_matrix_set(probabilities, first_row + i, 1, p);
      continue;
    }
    for (size_t k = 1; k < n_outputs; k++)
      largest = fmax(largest, scores[k * stride + i]);
    for (size_t k = 0; k < n_outputs; k++)
      sum += exp(scores[k * stride + i] - largest);
    for (size_t k = 0; k < n_outputs; k++)
      ec_matrix_set(probabilities, first_row + i, k, exp(scores[k * stride + i] - largest) / sum);
  }
}
