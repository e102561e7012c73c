#include "config.h"

#include <math.h>
#include <string.h>

#include "nn/ops/basic.h"
#include "nn/ops/op-private.h"

struct cross_entropy {
  struct ec_tensor *x, *y;
  const int32_t *labels;
  size_t n, n_classes;
  double smoothing;
  const struct ec_kernels *kernels;
  float *p;       /* the softmax, [n][classes] */
  double *losses; /* of each row */
};

static bool
check(struct ec_tape *tape, const struct ec_tensor *x, const int32_t *labels, double smoothing)
{
  char text[EC_SHAPE_TEXT_SIZE];
  if (!(smoothing >= 0.0 && smoothing < 1.0)) {
    ec_tape_fail(tape, EC_ERROR_ARGUMENT,
                 "labels are smoothed by %g; it should be from 0 to less than 1", smoothing);
    return false;
  }
  if (x->rank != 2 || x->n == 0) {
    ec_tape_fail(tape, x->n == 0 ? EC_ERROR_EMPTY : EC_ERROR_SHAPE,
                 "cross-entropy is taken of rows × classes, at least one of each, not of %s",
                 ec_op_shape_text(x, text));
    return false;
  }
  for (size_t i = 0; i < x->shape[0]; i++) {
    if (labels[i] < 0 || (size_t)labels[i] >= x->shape[1]) {
      ec_tape_fail(tape, EC_ERROR_VALUE,
                   "the label of row %zu is %d, but there are %zu classes, from 0", i, labels[i],
                   x->shape[1]);
      return false;
    }
  }
  return true;
}

/* The loss of a row is Σ t (log Σ exp(x) - x) over the targets t. A probability that is not tiny
 * has its logarithm taken, which loses less than the difference of two large numbers does. */
static double
find_loss(const struct cross_entropy *c, const float *x, const float *p, size_t label, double top)
{
  double loss = p[label] > 0x1p-60f ? -log((double)p[label]) : top - (double)x[label];
  double sum = 0.0;
  if (c->smoothing == 0.0)
    return loss;
  for (size_t k = 0; k < c->n_classes; k++)
    sum += top - (double)x[k];
  return (1.0 - c->smoothing) * loss + c->smoothing * sum / (double)c->n_classes;
}

static void
compute_rows(void *data, size_t begin, size_t end)
{
  struct cross_entropy *c = data;
  for (size_t i = begin; i < end; i++) {
    const float *x = c->x->data + i * c->n_classes;
    float *p = c->p + i * c->n_classes;
    double top = (double)c->kernels->softmax(c->n_classes, x, p);
    c->losses[i] = find_loss(c, x, p, (size_t)c->labels[i], top);
  }
}

/* dx += (p - t) dy / n, with t = 1 - smoothing at the label, and smoothing / classes everywhere. */
static void
back_rows(void *data, size_t begin, size_t end)
{
  struct cross_entropy *c = data;
  float scale = c->y->gradient[0] / (float)c->n;
  float everywhere = (float)(c->smoothing / (double)c->n_classes);
  for (size_t i = begin; i < end; i++) {
    float *dx = c->x->gradient + i * c->n_classes;
    const float *p = c->p + i * c->n_classes;
    for (size_t k = 0; k < c->n_classes; k++) {
      float target = everywhere + (k == (size_t)c->labels[i] ? (float)(1.0 - c->smoothing) : 0.0f);
      dx[k] += scale * (p[k] - target);
    }
  }
}

static ec_status
go_back(struct ec_tape *tape, void *node, struct ec_error *error)
{
  struct cross_entropy *c = node;
  return ec_op_each(tape, c->n, c->n_classes, back_rows, c, error);
}

struct ec_tensor *
ec_cross_entropy(struct ec_tape *tape, struct ec_tensor *x, const int32_t *labels, double smoothing,
                 float *probabilities)
{
  const struct ec_tensor *inputs[] = {x};
  const size_t one[] = {1};
  struct cross_entropy *c;
  double sum = 0.0;
  if (x == NULL || !check(tape, x, labels, smoothing) ||
      (c = ec_tape_alloc(tape, 1, sizeof *c)) == NULL)
    return NULL;
  *c = (struct cross_entropy){.x = x, .labels = labels, .smoothing = smoothing};
  c->n = x->shape[0];
  c->n_classes = x->shape[1];
  c->kernels = ec_tape_kernels(tape);
  c->p = ec_tape_alloc(tape, x->n, sizeof *c->p);
  c->losses = ec_tape_alloc(tape, c->n, sizeof *c->losses);
  c->y = ec_tape_tensor(tape, 1, one, ec_tape_wants(tape, 1, inputs));
  if (ec_tape_failed(tape) || !ec_op_each_forward(tape, c->n, 8 * c->n_classes, compute_rows, c))
    return NULL;
  for (size_t i = 0; i < c->n; i++)
    sum += c->losses[i];
  c->y->data[0] = (float)(sum / (double)c->n);
  if (probabilities != NULL)
    memcpy(probabilities, c->p, x->n * sizeof *probabilities);
  if (c->y->gradient != NULL)
    ec_tape_record(tape, go_back, c);
  return c->y;
}
