/* Week 8: what happens inside a net? A single neuron, or a few of them in front of one, learn to
 * tell points in the plane apart; and one step of it is worked out number by number. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/epoch-amount.h"
#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "base/random.h"
#include "experiment/network-by-hand-private.h"
#include "experiment/registry-private.h"
#include "report/epoch-report-private.h"
#include "run/epoch-run-files-private.h"

/* The share of the whole at which the training ends. */
#define DONE_TRAINING 0.9

/* The training goes in so many parts, after each of which the weights are kept; where it is
 * stopped, what was learnt in the parts before stays. */
#define N_PARTS 40

/* Losses told live, at most. */
#define MAX_TOLD 1000

static void
snapshot_free(gpointer data)
{
  EpochSnapshot *self = data;

  g_free(self->weights);
  g_free(self);
}

double
epoch_network_by_hand_ask(const EpochNetworkByHand *self, const double *x)
{
  double p = 0;

  ec_network_predict(self->network, x, &p);
  return p;
}

double
epoch_network_by_hand_measure(const EpochNetworkByHand *self, const size_t *points, gsize n)
{
  gsize n_right = 0;

  for (gsize i = 0; i < n; i++) {
    double p = epoch_network_by_hand_ask(self, &self->points.x[2 * points[i]]);

    n_right += (p >= 0.5) == (self->points.y[points[i]] == 1);
  }
  return (double)n_right / (double)n;
}

static double
measure_loss(const EpochNetworkByHand *self, const size_t *points, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++) {
    sum += ec_network_evaluate(self->network, &self->points.x[2 * points[i]],
                               &self->points.y[points[i]], NULL);
  }
  return sum / (double)n;
}

/* The length of the mean gradient, layer by layer. */
static void
measure_gradients(const EpochNetworkByHand *self, double lengths[2])
{
  const EpochPoints *points = &self->points;
  gsize n = ec_network_n_weights(self->network);
  gsize n_first = self->n_hidden > 0 ? 3 * self->n_hidden : n;
  g_autofree double *gradient = g_new(double, n);
  g_autofree double *sum = g_new0(double, n);

  for (gsize i = 0; i < points->n_train; i++) {
    ec_network_evaluate(self->network, &points->x[2 * points->train[i]],
                        &points->y[points->train[i]], gradient);
    for (gsize w = 0; w < n; w++) {
      sum[w] += gradient[w] / (double)points->n_train;
    }
  }
  lengths[0] = lengths[1] = 0;
  for (gsize w = 0; w < n; w++) {
    lengths[w < n_first ? 0 : 1] += sum[w] * sum[w];
  }
  lengths[0] = sqrt(lengths[0]);
  lengths[1] = sqrt(lengths[1]);
}

static void
keep_snapshot(EpochNetworkByHand *self, gsize epoch)
{
  EpochSnapshot *snapshot = g_new0(EpochSnapshot, 1);
  gsize n = ec_network_n_weights(self->network);

  snapshot->epoch = epoch;
  snapshot->weights = g_memdup2(ec_network_get_weights(self->network), n * sizeof(double));
  snapshot->train_loss = measure_loss(self, self->points.train, self->points.n_train);
  snapshot->test_loss = measure_loss(self, self->points.test, self->points.n_test);
  measure_gradients(self, snapshot->gradients);
  g_ptr_array_add(self->snapshots, snapshot);
  epoch_events_metric(self->context->events, "loss", (gint64)epoch, snapshot->test_loss, "test");
}

/* What the callback of a part needs. */
typedef struct {
  EpochNetworkByHand *self;
  gsize begin, every;
} Part;

static void
epoch_cb(void *data, size_t epoch, double loss)
{
  Part *part = data;
  gsize number = part->begin + epoch;

  /* The state before a part is the one after the part before. */
  if (epoch == 0 && part->begin > 0) {
    return;
  }
  if (isfinite(loss)) {
    g_array_append_val(part->self->losses, loss);
  }
  if (number % part->every == 0) {
    epoch_events_metric(part->self->context->events, "loss", (gint64)number, loss, "train");
  }
}

static gboolean
make_network(EpochNetworkByHand *self, GError **error)
{
  static const struct {
    const char *name;
    enum ec_activation activation;
  } activations[] = {
      {"sigmoid", EC_ACTIVATION_SIGMOID},
      {"tanh", EC_ACTIVATION_TANH},
      {"relu", EC_ACTIVATION_RELU},
  };
  struct ec_network_options options = EC_NETWORK_OPTIONS_INIT;
  struct ec_error core_error = EC_ERROR_INIT;

  for (guint i = 0; i < G_N_ELEMENTS(activations); i++) {
    if (g_str_equal(activations[i].name,
                    epoch_run_context_get_choice(self->context, "activation"))) {
      self->activation = activations[i].activation;
    }
  }
  self->n_hidden = (gsize)epoch_run_context_get_integer(self->context, "hidden");
  self->rate = epoch_run_context_get_number(self->context, "rate");
  options.n_hidden = self->n_hidden;
  options.hidden = self->activation;
  options.seed = self->context->seed;
  return epoch_core_error_propagate(ec_network_new(&options, &self->network, &core_error),
                                    &core_error, NULL, error);
}

static gboolean
copy_points(const EpochPoints *points, struct ec_matrix *x, struct ec_matrix *targets,
            GError **error)
{
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status = ec_matrix_new(points->n_train, 2, x, &core_error);

  if (status == EC_OK) {
    status = ec_matrix_new(points->n_train, 1, targets, &core_error);
  }
  for (gsize i = 0; i < points->n_train && status == EC_OK; i++) {
    ec_matrix_set(x, i, 0, points->x[2 * points->train[i]]);
    ec_matrix_set(x, i, 1, points->x[2 * points->train[i] + 1]);
    ec_matrix_set(targets, i, 0, points->y[points->train[i]]);
  }
  return epoch_core_error_propagate(status, &core_error, NULL, error);
}

/* Trains for some epochs more; tells in @done whether it goes on. */
static gboolean
train_part(EpochNetworkByHand *self, const struct ec_matrix *x, const struct ec_matrix *targets,
           gsize begin, gsize n_epochs, gboolean *goes_on, GError **error)
{
  const struct ec_random root = ec_random_new(self->context->seed);
  struct ec_random random = ec_random_split(&root, 2 + begin);
  gsize total = (gsize)epoch_run_context_get_integer(self->context, "epochs");
  Part part = {self, begin, total / MAX_TOLD + 1};
  struct ec_network_training training = EC_NETWORK_TRAINING_INIT;
  struct ec_network_history *history = NULL;
  struct ec_error core_error = EC_ERROR_INIT;
  struct ec_job job =
      ec_job_part(&self->context->job, DONE_TRAINING * (double)begin / (double)total,
                  DONE_TRAINING * (double)(begin + n_epochs) / (double)total);
  ec_status status;

  training.rate = self->rate;
  training.n_epochs = n_epochs;
  training.batch_size = (gsize)epoch_run_context_get_integer(self->context, "batch");
  training.seed = ec_random_u64(&random);
  training.step = epoch_cb;
  training.step_data = &part;
  status = ec_network_train(self->network, x, targets, &training, &job, &history, &core_error);
  if (status == EC_ERROR_CANCELLED && epoch_run_context_is_stopped(self->context)) {
    /* The epochs of this part are not kept, and so neither are their losses. */
    g_array_set_size(self->losses, MIN(self->losses->len, (guint)begin + 1));
    *goes_on = FALSE;
    return TRUE;
  }
  if (!epoch_core_error_propagate(status, &core_error, NULL, error)) {
    return FALSE;
  }
  self->diverged = history->diverged;
  *goes_on = !history->diverged;
  keep_snapshot(self, begin + history->n_epochs);
  ec_network_history_free(history);
  return TRUE;
}

static gboolean
train(EpochNetworkByHand *self, GError **error)
{
  gsize total = (gsize)epoch_run_context_get_integer(self->context, "epochs");
  gsize size = (total + N_PARTS - 1) / N_PARTS;
  struct ec_matrix x = EC_MATRIX_INIT, targets = EC_MATRIX_INIT;
  gboolean goes_on = TRUE, well = copy_points(&self->points, &x, &targets, error);

  epoch_events_progress(self->context->events, 0, _("Training"));
  if (well) {
    keep_snapshot(self, 0);
  }
  for (gsize begin = 0; well && goes_on && begin < total; begin += size) {
    well = train_part(self, &x, &targets, begin, MIN(size, total - begin), &goes_on, error);
  }
  if (well && self->losses->len == 0) {
    double loss = measure_loss(self, self->points.train, self->points.n_train);

    g_array_append_val(self->losses, loss);
  }
  ec_matrix_clear(&x);
  ec_matrix_clear(&targets);
  return well;
}

/* How many hidden units with ReLU are silent for every training point. */
static gsize
count_silent(const EpochNetworkByHand *self)
{
  const double *w = ec_network_get_weights(self->network);
  gsize n_silent = 0;

  for (gsize u = 0; self->activation == EC_ACTIVATION_RELU && u < self->n_hidden; u++) {
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

  if (self->n_hidden > 0) {
    g_ptr_array_add(
        self->found,
        g_strdup_printf(ngettext("The %zu hidden unit draws a line; the output bends "
                                 "it only at its ends.",
                                 "Each of the %zu hidden units draws a line of its own, "
                                 "and the output puts them together: that is how the "
                                 "border can bend.",
                                 self->n_hidden),
                        self->n_hidden));
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

/* What the learning rate did, read off the losses. */
static void
find_rate(EpochNetworkByHand *self)
{
  gsize n = self->losses->len - 1, n_risen = 0;
  double first = get_loss(self, 0), last = get_loss(self, n);
  g_autofree char *rate = epoch_amount_trim(self->rate, 6);
  g_autofree char *from = epoch_amount_round(first, 3);
  g_autofree char *to = epoch_amount_round(last, 3);
  const char *verdict;

  for (gsize i = 1; i <= n; i++) {
    n_risen += get_loss(self, i) > get_loss(self, i - 1);
  }
  if (self->diverged) {
    g_ptr_array_add(self->found,
                    g_strdup_printf(_("With a learning rate of %s the numbers ran away after %zu "
                                      "epochs. Take a much smaller one."),
                                    rate, n));
    return;
  }
  if (n == 0) {
    return;
  }
  verdict =
      last > 0.98 * first ? _("It hardly learnt at all: the rate is too small, too large, or the "
                              "net too simple.")
      : 3 * n_risen > n   ? _("In more than a third of the epochs it rose: the steps are so large "
                                "that they jump to and fro across the valley.")
      : n >= 10 && last < 0.95 * get_loss(self, n - n / 10)
          ? _("It was still falling at the end: more epochs, or a larger rate, would go further.")
          : _("At the end it hardly fell any more.");
  g_ptr_array_add(self->found,
                  g_strdup_printf(ngettext("With a learning rate of %s the loss went from %s to %s "
                                           "in %zu epoch. %s",
                                           "With a learning rate of %s the loss went from %s to %s "
                                           "in %zu epochs. %s",
                                           n),
                                  rate, from, to, n, verdict));
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

static gboolean
work(EpochNetworkByHand *self, GError **error)
{
  if (!epoch_points_init(&self->points, self->context, error) || !make_network(self, error) ||
      !train(self, error)) {
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
  EpochNetworkByHand self = {.context = context,
                             .losses = g_array_new(FALSE, FALSE, sizeof(double)),
                             .snapshots = g_ptr_array_new_with_free_func(snapshot_free),
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
