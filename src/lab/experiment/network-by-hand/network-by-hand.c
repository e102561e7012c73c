/* Week 8: what happens inside a net? A single neuron, or a few of them in front of one, learn to
 * tell points in the plane apart; and one step of it is worked out number by number. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "experiment/network-by-hand/network-by-hand-private.h"
#include "experiment/registry-private.h"
#include "report/epoch-report-private.h"
#include "run/epoch-run-files-private.h"

/* The share of the whole at which the training ends. */
#define DONE_TRAINING 0.9

/* How many hidden units with ReLU are silent for every training point. */
static gsize
count_silent(const EpochNetworkByHand *self)
{
  const double *w = ec_network_get_weights(self->network);
  gsize n_silent = 0;

  for (gsize u = 0; self->activation == EC_NETWORK_RELU && u < self->n_hidden; u++) {
    gboolean speaks = FALSE;

    for (gsize i = 0; i < self->points.n_train && !speaks; i++) {
      const double *x = &self->points.x[2 * self->points.train[i]];

      speaks = w[2 * u] * x[0] + w[2 * u + 1] * x[1] + w[2 * self->n_hidden + u] > 0;
    }
    n_silent += !speaks;
  }
  return n_silent;
}

static void
find_accuracy(EpochNetworkByHand *self)
{
  double test = epoch_network_by_hand_measure(self, self->points.test, self->points.n_test);
  double train = epoch_network_by_hand_measure(self, self->points.train, self->points.n_train);
  g_autofree char *of_test = epoch_amount_share(test);
  g_autofree char *of_train = epoch_amount_share(train);
  gsize n_silent = count_silent(self);

  g_ptr_array_add(self->found,
                  g_strdup_printf(_("Of the %zu points that were set aside %s are told right, of "
                                    "the %zu that it learnt from %s."),
                                  self->points.n_test, of_test, self->points.n_train, of_train));
  if (n_silent > 0) {
    g_ptr_array_add(
        self->found,
        g_strdup_printf(ngettext("%zu hidden unit is 0 for every training point. No gradient goes "
                                 "through it, so it will never learn again.",
                                 "%zu hidden units are 0 for every training point. No gradient "
                                 "goes through them, so they will never learn again.",
                                 n_silent),
                        n_silent));
  }
}

/* Why one neuron is not enough where it is not. */
static void
find_limit(EpochNetworkByHand *self)
{
  const char *data = epoch_run_context_get_choice(self->context, "data");

  if (self->n_hidden > 1) {
    g_ptr_array_add(
        self->found,
        g_strdup_printf(_("Each of the %zu hidden units draws a line of its own, and the output "
                          "puts them together: that is how the border can bend."),
                        self->n_hidden));
  } else if (self->n_hidden == 1) {
    g_ptr_array_add(self->found,
                    g_strdup(_("A single hidden unit draws one line, and the output can only move "
                               "it: that is no more than a neuron alone can do.")));
  } else if (g_str_equal(data, "xor")) {
    g_ptr_array_add(
        self->found,
        g_strdup(_("A single neuron can not do XOR, whatever its weights. Its z = w₁x₁ + w₂x₂ + b "
                   "is on average over two opposite corners just b. Over one pair z would have to "
                   "be below 0, over the other above; but b is the same number for both.")));
  } else {
    g_ptr_array_add(self->found,
                    g_strdup(_("A single neuron draws one straight line, wherever z = w₁x₁ + w₂x₂ "
                               "+ b is 0. No weights make it bend.")));
  }
}

static double
get_loss(const EpochNetworkByHand *self, gsize epoch)
{
  return g_array_index(self->losses, double, epoch);
}

/* How much the loss changes from one epoch to the next in the second half, as a share of itself. */
static double
measure_jumps(const EpochNetworkByHand *self)
{
  gsize n = self->losses->len - 1, half = n / 2;
  double changes = 0, sum = 0;

  for (gsize i = half + 1; i <= n; i++) {
    changes += fabs(get_loss(self, i) - get_loss(self, i - 1));
    sum += get_loss(self, i);
  }
  return sum > 0 ? changes / sum : 0;
}

static const char *
judge_rate(const EpochNetworkByHand *self)
{
  gsize n = self->losses->len - 1, n_risen = 0;
  double first = get_loss(self, 0), last = get_loss(self, n);

  for (gsize i = 1; i <= n; i++) {
    n_risen += get_loss(self, i) > get_loss(self, i - 1);
  }
  if (3 * n_risen > n && measure_jumps(self) > 0.1) {
    return _("It jumps up and down from epoch to epoch: the steps are so large that they leap "
             "across the valley instead of going down into it.");
  }
  if (fabs(last - G_LN2) < 0.01) {
    return _("That is ln 2, the price of tossing a coin: nothing was learnt that helps.");
  }
  if (last < 0.01) {
    return _("There is hardly anything left to learn from these points.");
  }
  if (last > 0.98 * first) {
    return _("It hardly learnt at all: the steps are too small, or too large.");
  }
  return n < 10 || last < 0.95 * get_loss(self, n - n / 10)
             ? _("It was still falling at the end: more epochs, or a larger rate, would go "
                 "further.")
             : _("At the end it hardly fell any more.");
}

/* What the learning rate did, read off the losses. */
static void
find_rate(EpochNetworkByHand *self)
{
  gsize n = self->losses->len - 1;
  g_autofree char *rate = epoch_amount_trim(self->rate, 6);
  g_autofree char *from = epoch_amount_round(get_loss(self, 0), 3);
  g_autofree char *to = epoch_amount_round(get_loss(self, n), 3);

  if (self->diverged) {
    g_ptr_array_add(self->found,
                    g_strdup_printf(ngettext("With a learning rate of %s the numbers ran away "
                                             "after %zu epoch. Take a much smaller one.",
                                             "With a learning rate of %s the numbers ran away "
                                             "after %zu epochs. Take a much smaller one.",
                                             n),
                                    rate, n));
  } else if (n > 0) {
    g_ptr_array_add(self->found,
                    g_strdup_printf(ngettext("With a learning rate of %s the loss went from %s to "
                                             "%s in %zu epoch. %s",
                                             "With a learning rate of %s the loss went from %s to "
                                             "%s in %zu epochs. %s",
                                             n),
                                    rate, from, to, n, judge_rate(self)));
  }
}

/* The scores of one part of the points. */
typedef struct {
  double *y, *predictions;
  struct ec_matrix probabilities;
  EpochReport report;
} Scores;

static void
scores_clear(Scores *self)
{
  g_free(self->y);
  g_free(self->predictions);
  ec_matrix_clear(&self->probabilities);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Scores, scores_clear)

static gboolean
scores_init(Scores *scores, const EpochNetworkByHand *self, const EpochTarget *target,
            const char *split, const size_t *points, gsize n, GError **error)
{
  struct ec_error core_error = EC_ERROR_INIT;

  scores->y = g_new(double, n + 1);
  scores->predictions = g_new(double, n + 1);
  if (!epoch_core_error_propagate(ec_matrix_new(n, 2, &scores->probabilities, &core_error),
                                  &core_error, NULL, error)) {
    return FALSE;
  }
  for (gsize i = 0; i < n; i++) {
    double p = epoch_network_by_hand_ask(self, &self->points.x[2 * points[i]]);

    scores->y[i] = self->points.y[points[i]];
    scores->predictions[i] = p >= 0.5 ? 1 : 0;
    ec_matrix_set(&scores->probabilities, i, 0, 1 - p);
    ec_matrix_set(&scores->probabilities, i, 1, p);
  }
  scores->report = (EpochReport){.split = split,
                                 .target = target,
                                 .y = scores->y,
                                 .predictions = scores->predictions,
                                 .probabilities = &scores->probabilities,
                                 .n = n,
                                 .rows = points};
  return TRUE;
}

static gboolean
tell_scores(EpochNetworkByHand *self, GError **error)
{
  const EpochPoints *points = &self->points;
  g_autoptr(EpochTarget) target =
      epoch_target_new_classes("class", points->y, points->n, points->classes);
  g_auto(Scores) test = {0};
  g_auto(Scores) train = {0};

  if (!scores_init(&test, self, target, "test", points->test, points->n_test, error) ||
      !scores_init(&train, self, target, "train", points->train, points->n_train, error)) {
    return FALSE;
  }
  epoch_report_tell_scores(&test.report, self->context);
  epoch_report_tell_scores(&train.report, self->context);
  return epoch_report_write_facts(&test.report, &train.report, _("Class"), self->context, error);
}

/* Before anything is learnt, since it would be in vain. */
static gboolean
check_point(EpochNetworkByHand *self, GError **error)
{
  gsize number = (gsize)epoch_run_context_get_integer(self->context, "point");

  if (number <= self->points.n_train) {
    return TRUE;
  }
  g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
              _("point %zu is to be followed, but the net learns from %zu points: choose a number "
                "from 1 to %zu"),
              number, self->points.n_train, self->points.n_train);
  return FALSE;
}

static gboolean
work(EpochNetworkByHand *self, GError **error)
{
  if (!epoch_points_init(&self->points, self->context, error) || !check_point(self, error) ||
      !epoch_network_by_hand_train(self, 0, DONE_TRAINING, error)) {
    return FALSE;
  }
  epoch_events_progress(self->context->events, DONE_TRAINING, _("Drawing charts"));
  find_accuracy(self);
  find_limit(self);
  find_rate(self);
  return tell_scores(self, error) && epoch_network_by_hand_draw(self, error) &&
         epoch_network_by_hand_calculate(self, error) &&
         epoch_run_files_write_reading(self->context, self->found, error);
}

gboolean
epoch_network_by_hand_run(EpochRunContext *context, GError **error)
{
  EpochNetworkByHand self = {
      .context = context,
      .losses = g_array_new(FALSE, FALSE, sizeof(double)),
      .snapshots = g_ptr_array_new_with_free_func((GDestroyNotify)epoch_snapshot_free),
      .found = g_ptr_array_new_with_free_func(g_free)};
  gboolean well = work(&self, error);

  if (well && !context->stopped) {
    epoch_events_progress(context->events, 1, _("Done"));
  }
  epoch_points_clear(&self.points);
  ec_network_free(self.network);
  g_array_unref(self.losses);
  g_ptr_array_unref(self.snapshots);
  g_ptr_array_unref(self.found);
  return well;
}
