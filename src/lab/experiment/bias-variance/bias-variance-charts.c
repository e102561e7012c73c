/* The charts of the experiment on bias and variance. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "chart/epoch-chart-writer-private.h"
#include "experiment/bias-variance/bias-variance-private.h"

/* Few enough points in all for them to be drawn as lines, and enough for degree 15. */
#define N_CURVES 12
#define N_DRAWN 81 /* places of a curve */
#define N_PENALTIES 17
#define N_SIZES 10

/* What is drawn of an error: high degrees leave every scale. */
static double
find_top(const BiasVariance *self)
{
  double least = INFINITY;

  for (gsize d = 1; d <= BIAS_MAX_DEGREE; d++) {
    least = fmin(least, self->errors[d].test);
  }
  return fmin(fmax(1.3 * self->errors[1].test, 4 * least), 12 * least);
}

static const char *
name_bias(const BiasVariance *self)
{
  return self->real ? _("Bias² and noise") : _("Bias²");
}

static char *
square_unit(const BiasVariance *self)
{
  return *self->y_unit != '\0' ? g_strdup_printf("(%s)²", self->y_unit) : NULL;
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

static void
add_line(EpochChartWriter *chart, const char *name, const double *x, const double *y, gsize n)
{
  const EpochChartSeries series = {.name = name, .x = x, .y = y, .n = n};

  epoch_chart_writer_add_series(chart, &series);
}

/* The three parts against the degree, and their sum beside the error that was measured. */
static gboolean
write_parts(BiasVariance *self, GError **error)
{
  double x[BIAS_MAX_DEGREE], bias[BIAS_MAX_DEGREE], variance[BIAS_MAX_DEGREE];
  double noise[BIAS_MAX_DEGREE], total[BIAS_MAX_DEGREE];
  g_autofree char *unit = square_unit(self);
  gsize best = find_best(self);
  g_autofree char *summary = g_strdup_printf(
      _("Bias falls with the degree and variance rises; their sum is least for degree %zu. Left of "
        "it the curves are too stiff, right of it they follow the noise."),
      best);
  EpochChartWriter *chart = epoch_chart_writer_new("line", _("Bias against variance"), summary);

  for (gsize d = 1; d <= BIAS_MAX_DEGREE; d++) {
    x[d - 1] = (double)d;
    bias[d - 1] = self->errors[d].bias;
    variance[d - 1] = self->errors[d].variance;
    noise[d - 1] = self->noise_part;
    total[d - 1] = self->errors[d].test;
  }
  epoch_chart_writer_set_axis(chart, "x", _("Degree"), NULL);
  epoch_chart_writer_set_axis_range(chart, "y", _("Squared error"), unit, 0, find_top(self));
  add_line(chart, name_bias(self), x, bias, BIAS_MAX_DEGREE);
  add_line(chart, _("Variance"), x, variance, BIAS_MAX_DEGREE);
  if (!self->real) {
    add_line(chart, _("Noise"), x, noise, BIAS_MAX_DEGREE);
  }
  add_line(chart, _("Measured error"), x, total, BIAS_MAX_DEGREE);
  epoch_chart_writer_add_guide(chart, "vertical", (double)best, _("Least error"));
  return epoch_chart_writer_write(chart, self->context, "parts", error);
}

/* A line with a band of one standard deviation over the training sets. */
static void
add_band(EpochChartWriter *chart, const char *name, const double *x, const double *y,
         const double *deviations, gsize n)
{
  g_autofree double *lower = g_new(double, n + 1);
  g_autofree double *upper = g_new(double, n + 1);
  const EpochChartSeries series = {
      .name = name, .x = x, .y = y, .n = n, .lower = lower, .upper = upper};

  for (gsize i = 0; i < n; i++) {
    lower[i] = fmax(y[i] - deviations[i], 0);
    upper[i] = y[i] + deviations[i];
  }
  epoch_chart_writer_add_series(chart, &series);
}

/* What one sees in practice, where the parts are hidden: training and test error. */
static gboolean
write_errors(BiasVariance *self, GError **error)
{
  double x[BIAS_MAX_DEGREE], train[BIAS_MAX_DEGREE], train_sd[BIAS_MAX_DEGREE];
  double test[BIAS_MAX_DEGREE], test_sd[BIAS_MAX_DEGREE];
  g_autofree char *unit = square_unit(self);
  EpochChartWriter *chart = epoch_chart_writer_new(
      "line", _("Training and test error"),
      _("The training error falls with every degree, whether or not the curve gets better. The "
        "bands are one standard deviation over the training sets: with one set alone, that is how "
        "far luck goes."));

  for (gsize d = 1; d <= BIAS_MAX_DEGREE; d++) {
    x[d - 1] = (double)d;
    train[d - 1] = self->errors[d].train;
    train_sd[d - 1] = self->errors[d].train_sd;
    test[d - 1] = self->errors[d].test;
    test_sd[d - 1] = self->errors[d].test_sd;
  }
  epoch_chart_writer_set_axis(chart, "x", _("Degree"), NULL);
  epoch_chart_writer_set_axis_range(chart, "y", _("Squared error"), unit, 0, find_top(self));
  add_band(chart, _("Training"), x, train, train_sd, BIAS_MAX_DEGREE);
  add_band(chart, _("Test"), x, test, test_sd, BIAS_MAX_DEGREE);
  return epoch_chart_writer_write(chart, self->context, "errors", error);
}

static double
in_units(const BiasVariance *self, double x)
{
  return self->low + (self->high - self->low) * (x + 1) / 2;
}

/* Some curves as one line with breaks between them, so that they have one colour; returns how many
 * points they take of x and y, which have room for N_CURVES * (N_DRAWN + 1). */
static gsize
draw_bundle(const BiasVariance *self, double *x, double *y, double *mean)
{
  gsize n = MIN(self->n_done, N_CURVES), at = 0;

  for (gsize s = 0; s < self->n_done; s++) {
    double coefficients[BIAS_N_TERMS];

    bias_solve(&self->sets[s], self->degree, 0, coefficients);
    for (gsize i = 0; i < N_DRAWN; i++) {
      double place = 2 * (double)i / (N_DRAWN - 1) - 1;
      double value = bias_evaluate(coefficients, self->degree, place);

      mean[i] += value / (double)self->n_done;
      if (s < n) {
        x[at] = in_units(self, place);
        y[at++] = value;
      }
    }
    if (s < n) {
      x[at] = self->high;
      y[at++] = NAN;
    }
  }
  return at;
}

/* From where to where the truth goes, with room for curves that miss it. */
static void
find_range(const BiasVariance *self, double *low, double *high)
{
  double least = INFINITY, most = -INFINITY, room;

  for (gsize i = 0; i < self->n_places; i++) {
    least = fmin(least, self->truth[i]);
    most = fmax(most, self->truth[i]);
  }
  room = self->real ? 0.1 * (most - least) : 0.25 * (most - least) + 2 * self->noise;
  *low = least - room;
  *high = most + room;
}

static gboolean
write_curves(BiasVariance *self, GError **error)
{
  double x[N_DRAWN], mean[N_DRAWN] = {0}, low, high;
  g_autofree double *bundle_x = g_new(double, N_CURVES *(N_DRAWN + 1));
  g_autofree double *bundle_y = g_new(double, N_CURVES *(N_DRAWN + 1));
  gsize n_bundle = draw_bundle(self, bundle_x, bundle_y, mean);
  gsize n_drawn = MIN(self->n_done, N_CURVES);
  g_autofree char *title = g_strdup_printf(_("Curves of degree %zu"), self->degree);
  g_autofree char *summary = g_strdup_printf(
      self->real ? _("%zu curves, each fitted to %zu rows of its own. How far they lie apart is "
                     "the variance; how far their mean passes by the middle of the rows, the bias.")
                 : _("%zu curves, each fitted to %zu rows of its own. How far they lie apart is "
                     "the variance; how far their mean is from the truth, the bias."),
      n_drawn, self->n_train);
  EpochChartWriter *chart = epoch_chart_writer_new("line", title, summary);

  find_range(self, &low, &high);
  epoch_chart_writer_set_axis(chart, "x", self->x_label, self->x_unit);
  epoch_chart_writer_set_axis_range(chart, "y", self->y_label, self->y_unit, low, high);
  for (gsize i = 0; i < N_DRAWN; i++) {
    x[i] = in_units(self, 2 * (double)i / (N_DRAWN - 1) - 1);
  }
  /* What comes first lies on top. */
  if (!self->real) {
    double truth[N_DRAWN];

    for (gsize i = 0; i < N_DRAWN; i++) {
      truth[i] = bias_truth(self, x[i]);
    }
    add_line(chart, _("Truth"), x, truth, N_DRAWN);
  }
  add_line(chart, _("Mean of all curves"), x, mean, N_DRAWN);
  add_line(chart, _("Fitted curves"), bundle_x, bundle_y, n_bundle);
  return epoch_chart_writer_write(chart, self->context, "curves", error);
}

/* The errors of the chosen degree against the size of the training sets. */
static gboolean
write_learning(BiasVariance *self, GError **error)
{
  gsize most = self->real ? MIN(self->n_pool, 8 * self->n_train) : 8 * self->n_train, n = 0;
  gsize first = MAX(self->degree + 2, MIN(self->n_train, 8));
  double x[N_SIZES], train[N_SIZES], test[N_SIZES], train_sd[N_SIZES], test_sd[N_SIZES];
  g_autofree double *set_x = g_new(double, most + 1);
  g_autofree double *set_y = g_new(double, most + 1);
  g_autofree BiasSet *sets = g_new0(BiasSet, self->n_done + 1);
  g_autofree char *unit = square_unit(self);
  g_autofree char *summary = NULL;
  BiasVariance other = *self;
  gboolean is_stopped = epoch_run_context_is_stopped(self->context);
  EpochChartWriter *chart;

  other.sets = sets;
  for (gsize k = 0; k < N_SIZES && !is_stopped; k++) {
    gsize rows = (gsize)llround((double)first *
                                pow((double)most / (double)first, (double)k / (N_SIZES - 1)));
    BiasErrors errors = {0};

    for (gsize s = 0; s < self->n_done && !is_stopped; s++) {
      is_stopped = epoch_run_context_is_stopped(self->context);
      bias_draw(self, s, rows, set_x, set_y);
      if (!bias_factor(set_x, set_y, rows, &sets[s], error)) {
        return FALSE;
      }
    }
    if (is_stopped) {
      break;
    }
    bias_measure(&other, self->degree, 0, &errors, NULL);
    x[n] = (double)rows;
    train[n] = errors.train;
    train_sd[n] = errors.train_sd;
    test[n] = errors.test;
    test_sd[n++] = errors.test_sd;
  }
  if (n == 0) {
    return TRUE;
  }
  summary = g_strdup_printf(_("Degree %zu with more and more rows. More rows cure variance: the "
                              "two lines meet. They do not cure bias: where they meet is no lower "
                              "than the curve can get."),
                            self->degree);
  chart = epoch_chart_writer_new("line", _("Would more rows help?"), summary);
  epoch_chart_writer_set_axis(chart, "x", _("Training rows"), NULL);
  epoch_chart_writer_set_axis_range(chart, "y", _("Squared error"), unit, 0,
                                    fmin(find_top(self), 3 * fmax(test[n - 1], train[n - 1])));
  add_band(chart, _("Training"), x, train, train_sd, n);
  add_band(chart, _("Test"), x, test, test_sd, n);
  return epoch_chart_writer_write(chart, self->context, "learning", error);
}

static void
find_cure(BiasVariance *self, double least, double best)
{
  g_autofree char *before = epoch_amount_round(self->errors[self->degree].test, 3);
  g_autofree char *after = epoch_amount_round(least, 3);
  g_autofree char *alpha = epoch_amount_round(pow(10, best), 2);

  g_ptr_array_add(
      self->found,
      least < 0.98 * self->errors[self->degree].test
          ? g_strdup_printf(_("A ridge penalty of %s brings the error of degree %zu from %s down "
                              "to %s, without a lower degree: it buys less variance with some "
                              "bias."),
                            alpha, self->degree, before, after)
          : g_strdup_printf(_("A ridge penalty does not help degree %zu: it has little variance to "
                              "give away."),
                            self->degree));
}

/* The parts of the chosen degree against a ridge penalty. */
static gboolean
write_ridge(BiasVariance *self, GError **error)
{
  double x[N_PENALTIES], bias[N_PENALTIES], variance[N_PENALTIES], total[N_PENALTIES];
  g_autofree char *unit = square_unit(self);
  g_autofree char *summary = NULL;
  g_autofree char *alpha = NULL;
  EpochChartWriter *chart;
  gsize best = 0, n = 0;

  for (gsize k = 0; k < N_PENALTIES; k++, n++) {
    BiasErrors errors = {0};

    if (epoch_run_context_is_stopped(self->context)) {
      break;
    }
    x[k] = -6 + 0.5 * (double)k;
    bias_measure(self, self->degree, pow(10, x[k]), &errors, NULL);
    bias[k] = errors.bias;
    variance[k] = errors.variance;
    total[k] = errors.test;
    best = total[k] < total[best] ? k : best;
  }
  /* Without all of them there is nothing to say on the best. */
  if (n < N_PENALTIES) {
    return TRUE;
  }
  find_cure(self, total[best], x[best]);
  alpha = epoch_amount_round(pow(10, x[best]), 2);
  summary =
      g_strdup_printf(_("Degree %zu with large coefficients made to cost something. From left "
                        "to right variance goes down and bias up; the error is least at a "
                        "penalty of %s."),
                      self->degree, alpha);
  chart = epoch_chart_writer_new("line", _("Ridge as a cure"), summary);
  epoch_chart_writer_set_axis(chart, "x", _("log₁₀ of the penalty"), NULL);
  epoch_chart_writer_set_axis_range(chart, "y", _("Squared error"), unit, 0, find_top(self));
  add_line(chart, name_bias(self), x, bias, N_PENALTIES);
  add_line(chart, _("Variance"), x, variance, N_PENALTIES);
  add_line(chart, _("Measured error"), x, total, N_PENALTIES);
  epoch_chart_writer_add_guide(chart, "vertical", x[best], _("Least error"));
  return epoch_chart_writer_write(chart, self->context, "ridge", error);
}

gboolean
bias_write_charts(BiasVariance *self, GError **error)
{
  return write_parts(self, error) && write_errors(self, error) && write_curves(self, error) &&
         write_ridge(self, error) && write_learning(self, error);
}
