/* Week 4: why do models miss? Polynomials on many training sets: too stiff, too supple, and what
 * no model can help. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "base/epoch-error.h"
#include "experiment/bias-variance/bias-variance-private.h"
#include "experiment/registry-private.h"
#include "run/epoch-run-files-private.h"

/* So many training sets are measured in a moment. */
#define MOST_SETS_WHEN_STOPPED 100
/* The shares of the whole at which the stages end. */
#define DONE_DRAWN 0.3
#define DONE_DEGREES 0.8

static gboolean
draw_sets(BiasVariance *self, GError **error)
{
  g_autofree double *x = g_new(double, self->n_train + 1);
  g_autofree double *y = g_new(double, self->n_train + 1);

  for (gsize s = 0; s < self->n_sets && !epoch_run_context_is_stopped(self->context); s++) {
    bias_draw(self, s, self->n_train, x, y);
    if (!bias_factor(x, y, self->n_train, &self->sets[s], error)) {
      return FALSE;
    }
    self->n_done = s + 1;
  }
  if (epoch_run_context_is_stopped(self->context)) {
    /* Whoever stops does not want to wait until all that was drawn has been measured. */
    self->n_done = MIN(self->n_done, MOST_SETS_WHEN_STOPPED);
  }
  if (self->n_done >= 2) {
    return TRUE;
  }
  g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_CANCELLED,
              _("stopped before there were two training sets"));
  return FALSE;
}

static void
tell_degree(BiasVariance *self, gsize degree)
{
  const BiasErrors *errors = &self->errors[degree];
  EpochEvents *events = self->context->events;

  epoch_events_metric(events, "squared_error", (gint64)degree, errors->bias, "bias");
  epoch_events_metric(events, "squared_error", (gint64)degree, errors->variance, "variance");
  epoch_events_metric(events, "squared_error", (gint64)degree, errors->test, "test");
  epoch_events_metric(events, "squared_error", (gint64)degree, errors->train, "train");
}

static gboolean
measure_degrees(BiasVariance *self, GError **error)
{
  gboolean was_stopped = epoch_run_context_is_stopped(self->context);

  for (gsize d = 1; d <= BIAS_MAX_DEGREE; d++) {
    g_autofree char *stage = g_strdup_printf(_("Degree %zu of %d"), d, BIAS_MAX_DEGREE);

    epoch_events_progress(
        self->context->events,
        DONE_DRAWN + (DONE_DEGREES - DONE_DRAWN) * (double)(d - 1) / BIAS_MAX_DEGREE, stage);
    bias_measure(self, d, 0, &self->errors[d], d == self->degree ? &self->sampling : NULL);
    tell_degree(self, d);
    if (!was_stopped && epoch_run_context_is_stopped(self->context)) {
      g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_CANCELLED,
                  _("stopped before all degrees were measured"));
      return FALSE;
    }
  }
  return TRUE;
}

static gsize
find_best(const BiasVariance *self)
{
  gsize best = 1;

  for (gsize d = 2; d <= BIAS_MAX_DEGREE; d++) {
    best = self->errors[d].test < self->errors[best].test ? d : best;
  }
  return best;
}

/* Whether theory holds in these numbers: the error is the sum of its parts. */
static void
find_sum(BiasVariance *self)
{
  const BiasErrors *errors = &self->errors[self->degree];
  double sum = errors->bias + errors->variance + self->noise_part;
  g_autofree char *bias = epoch_amount_round(errors->bias, 3);
  g_autofree char *variance = epoch_amount_round(errors->variance, 3);
  g_autofree char *noise = epoch_amount_round(self->noise_part, 3);
  g_autofree char *parts = epoch_amount_round(sum, 4);
  g_autofree char *measured = epoch_amount_round(errors->test, 4);
  g_autofree char *sampling = epoch_amount_round(self->sampling, 2);

  if (self->real) {
    g_ptr_array_add(self->found,
                    g_strdup_printf(_("Degree %zu: bias² with noise %s + variance %s = %s, which "
                                      "is the measured error. In real rows bias and noise can not "
                                      "be told apart, as nobody knows the true curve."),
                                    self->degree, bias, variance, measured));
    return;
  }
  if (self->noise == 0) {
    g_ptr_array_add(self->found,
                    g_strdup_printf(_("Degree %zu: bias² %s + variance %s = %s, and that is the "
                                      "measured error: without noise there is no third part."),
                                    self->degree, bias, variance, measured));
    return;
  }
  g_ptr_array_add(
      self->found,
      g_strdup_printf(
          fabs(errors->test - sum) <= 3 * self->sampling
              ? _("Degree %zu: bias² %s + variance %s + noise %s = %s. Measured on fresh values "
                  "the "
                  "error is %s. Theory says that they are the same, and they are, as nearly as "
                  "this many rows can show (± %s).")
              : _("Degree %zu: bias² %s + variance %s + noise %s = %s. Measured on fresh values "
                  "the "
                  "error is %s. Theory says that they are the same; the difference is larger than "
                  "chance (± %s) makes likely, so take more training sets."),
          self->degree, bias, variance, noise, parts, measured, sampling));
}

static void
find_degrees(BiasVariance *self)
{
  gsize best = find_best(self);
  const BiasErrors *chosen = &self->errors[self->degree];
  g_autofree char *least = epoch_amount_round(self->errors[best].test, 3);
  g_autofree char *train = epoch_amount_round(chosen->train, 3);
  g_autofree char *test = epoch_amount_round(chosen->test, 3);

  g_ptr_array_add(
      self->found,
      g_strdup_printf(_("Degree %zu has the least test error, %s, with %zu rows in each "
                        "training set."),
                      best, least, self->n_train));
  if (chosen->test < 1e-12 * self->errors[1].test) {
    g_ptr_array_add(self->found,
                    g_strdup_printf(_("Degree %zu hits the truth to the last digits: without noise "
                                      "there is nothing that a supple curve could follow by "
                                      "mistake."),
                                    self->degree));
  } else if (self->degree > best) {
    g_ptr_array_add(
        self->found,
        g_strdup_printf(_("Degree %zu is off by %s on its own rows and by %s on others: "
                          "it is too supple for so few rows. That is variance."),
                        self->degree, train, test));
  } else if (self->degree < best) {
    g_ptr_array_add(
        self->found,
        g_strdup_printf(_("Degree %zu is off by %s on its own rows and by %s on others: "
                          "it is too stiff, and more rows would not help. That is "
                          "bias."),
                        self->degree, train, test));
  }
}

/* The sum that the mean squared error of one kind of values is made of: each training set has as
 * many of them as the next. */
static void
add_split(const BiasVariance *self, EpochJsonWriter *json, const char *name, double mse,
          gsize n_in_set)
{
  double n = (double)self->n_done * (double)n_in_set;

  epoch_json_writer_name(json, name);
  epoch_json_writer_begin(json, '{');
  epoch_json_writer_add_number(json, "n", n);
  epoch_json_writer_add_number(json, "sum_squares", mse * n);
  epoch_json_writer_end(json, '}');
}

static gboolean
write_facts(const BiasVariance *self, GError **error)
{
  const BiasErrors *errors = &self->errors[self->degree];
  g_autoptr(GString) text = g_string_new(NULL);
  EpochJsonWriter json;

  epoch_json_writer_init(&json, text);
  epoch_json_writer_begin(&json, '{');
  epoch_json_writer_add_string(&json, "task", "regression");
  epoch_json_writer_name(&json, "target");
  epoch_json_writer_begin(&json, '{');
  epoch_json_writer_add_string(&json, "name", self->real ? "medv" : "y");
  epoch_json_writer_add_string(&json, "label", self->y_label);
  epoch_json_writer_add_string(&json, "unit", self->y_unit);
  epoch_json_writer_end(&json, '}');
  epoch_json_writer_name(&json, "splits");
  epoch_json_writer_begin(&json, '{');
  add_split(self, &json, "train", errors->train, self->n_train);
  add_split(self, &json, "test", errors->test, self->n_places);
  epoch_json_writer_end(&json, '}');
  epoch_json_writer_end(&json, '}');
  return epoch_run_files_write_facts(self->context, text, error);
}

/* The mean squared errors of the chosen degree, with what they are made of. */
static gboolean
tell_results(BiasVariance *self, GError **error)
{
  const BiasErrors *errors = &self->errors[self->degree];

  epoch_run_context_metric(self->context, "mse", "test", errors->test);
  epoch_run_context_metric(self->context, "mse", "train", errors->train);
  epoch_run_context_metric(self->context, "bias2", "", errors->bias);
  epoch_run_context_metric(self->context, "variance", "", errors->variance);
  if (!self->real) {
    epoch_run_context_metric(self->context, "noise", "", self->noise_part);
  }
  epoch_run_context_metric(self->context, "best_degree", "", (double)find_best(self));
  return write_facts(self, error);
}

static gboolean
work(BiasVariance *self, GError **error)
{
  EpochEvents *events = self->context->events;

  epoch_events_progress(events, 0, _("Drawing training sets"));
  if (!bias_prepare(self, error) || !draw_sets(self, error) || !measure_degrees(self, error)) {
    return FALSE;
  }
  find_degrees(self);
  find_sum(self);
  epoch_events_progress(events, DONE_DEGREES, _("Drawing charts"));
  return bias_write_charts(self, error) && tell_results(self, error) &&
         epoch_run_files_write_reading(self->context, self->found, error);
}

gboolean
epoch_bias_variance_run(EpochRunContext *context, GError **error)
{
  const char *data = epoch_run_context_get_choice(context, "truth");
  BiasVariance self = {
      .context = context,
      .real = g_str_equal(data, "boston"),
      .shape = data,
      .noise = epoch_run_context_get_number(context, "noise"),
      .n_train = (gsize)epoch_run_context_get_integer(context, "rows"),
      .n_sets = (gsize)epoch_run_context_get_integer(context, "sets"),
      .degree = (gsize)epoch_run_context_get_integer(context, "degree"),
      .random = ec_random_new(context->seed),
      .found = g_ptr_array_new_with_free_func(g_free),
  };
  gboolean well;

  self.noise_part = self.real ? 0 : self.noise * self.noise;
  well = work(&self, error);
  if (well && !epoch_run_context_is_stopped(context)) {
    epoch_events_progress(context->events, 1, _("Done"));
  }
  bias_clear(&self);
  return well;
}
