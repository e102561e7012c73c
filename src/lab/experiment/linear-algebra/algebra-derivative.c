/* Derivatives: the tangent, the difference quotient and where it fails, and walking downhill. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "calculation/epoch-calculation-private.h"
#include "chart/epoch-chart-writer-private.h"
#include "experiment/linear-algebra/algebra-private.h"

#define N_POINTS 161
#define N_WIDTHS 33 /* of h, from 1 down to 1e-16, in half powers of ten */

static double
square(double x)
{
  return x * x;
}

static double
square_slope(double x)
{
  return 2 * x;
}

static double
cubic(double x)
{
  return x * x * x - 3 * x;
}

static double
cubic_slope(double x)
{
  return 3 * x * x - 3;
}

static double
valleys(double x)
{
  return x * x * x * x - 3 * x * x + x / 2;
}

static double
valleys_slope(double x)
{
  return 4 * x * x * x - 6 * x + 0.5;
}

static double
sigmoid(double x)
{
  return 1 / (1 + exp(-x));
}

static double
sigmoid_slope(double x)
{
  return sigmoid(x) * (1 - sigmoid(x));
}

static double
chain(double x)
{
  return sin(x * x);
}

static double
chain_slope(double x)
{
  return cos(x * x) * 2 * x;
}

static const EpochFunction functions[] = {
    {"square", "x²", "2x", square, square_slope},
    {"cubic", "x³ − 3x", "3x² − 3", cubic, cubic_slope},
    {"valleys", "x⁴ − 3x² + x/2", "4x³ − 6x + 1/2", valleys, valleys_slope},
    {"sine", "sin x", "cos x", sin, cos},
    {"exponential", "eˣ", "eˣ", exp, exp},
    {"sigmoid", "σ(x) = 1 / (1 + e⁻ˣ)", "σ(x) (1 − σ(x))", sigmoid, sigmoid_slope},
    {"chain", "sin(x²)", "cos(x²) · 2x", chain, chain_slope},
};

const EpochFunction *
epoch_algebra_function(const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS(functions); i++) {
    if (g_str_equal(functions[i].id, id)) {
      return &functions[i];
    }
  }
  return &functions[0];
}

static void
calculate_slope(EpochCalculation *steps, const EpochFunction *function, double x)
{
  g_autofree char *at = epoch_calculation_number(x);
  g_autofree char *near = epoch_calculation_number(function->f(x + 0.001));
  g_autofree char *here = epoch_calculation_number(function->f(x));
  g_autofree char *formula = g_strdup_printf("f′(x) = %s", function->derivative);
  g_autofree char *numbers = g_strdup_printf("x = %s", at);
  g_autofree char *quotient = g_strdup_printf("(%s − %s) / 0.001", near, here);

  epoch_calculation_add(steps, _("The derivative by the rules"), formula, numbers,
                        function->slope(x),
                        _("The slope of the tangent: if x grows by a little, f grows by so many "
                          "times as much."));
  epoch_calculation_add(steps, _("The derivative by a small step"), "f′(x) ≈ (f(x + h) − f(x)) / h",
                        quotient, (function->f(x + 0.001) - function->f(x)) / 0.001,
                        _("Two points close together give nearly the same slope. This is how one "
                          "checks a derivative worked out by hand."));
}

static void
calculate_chain(EpochCalculation *steps, double x)
{
  g_autofree char *inner = epoch_calculation_number(x * x);
  g_autofree char *outer = epoch_calculation_number(cos(x * x));
  g_autofree char *rate = epoch_calculation_number(2 * x);
  g_autofree char *at = epoch_calculation_number(x);
  g_autofree char *cosine = g_strdup_printf("cos %s", inner);
  g_autofree char *twice = g_strdup_printf("2 · %s", at);
  g_autofree char *product = g_strdup_printf("%s · %s", outer, rate);

  epoch_calculation_add(steps, _("Chain rule: the outer part"), "d sin(u) / du = cos u", cosine,
                        cos(x * x), _("How fast sin u moves when u = x² moves."));
  epoch_calculation_add(steps, _("Chain rule: the inner part"), "du / dx = 2x", twice, 2 * x,
                        _("How fast u = x² moves when x moves."));
  epoch_calculation_add(steps, _("Chain rule: the product"), "df / dx = (df / du) · (du / dx)",
                        product, chain_slope(x),
                        _("The rates multiply. A neural network is trained by this one rule, "
                          "applied layer by layer."));
}

/* The function, its derivative and its tangent around a point. */
static gboolean
write_function(EpochRunContext *context, const EpochFunction *function, double at, GError **error)
{
  double x[N_POINTS], f[N_POINTS], slope[N_POINTS], tangent[N_POINTS];
  const EpochChartSeries series[] = {
      {.name = "f(x)", .x = x, .y = f, .n = N_POINTS},
      {.name = _("Tangent"), .x = x, .y = tangent, .n = N_POINTS},
      {.name = "f′(x)", .x = x, .y = slope, .n = N_POINTS},
  };
  g_autofree char *value = epoch_amount_trim(function->slope(at), 4);
  g_autofree char *place = epoch_amount_trim(at, 4);
  g_autofree char *title = g_strdup_printf("f(x) = %s", function->text);
  g_autofree char *summary =
      g_strdup_printf(_("At x = %s the slope is %s: the tangent touches the curve there and "
                        "points along it. Where f′ is 0 the curve is level."),
                      place, value);
  EpochChartWriter *chart = epoch_chart_writer_new("line", title, summary);

  for (guint i = 0; i < N_POINTS; i++) {
    x[i] = at - 2 + 4.0 * i / (N_POINTS - 1);
    f[i] = function->f(x[i]);
    slope[i] = function->slope(x[i]);
    tangent[i] = function->f(at) + function->slope(at) * (x[i] - at);
  }
  epoch_chart_writer_set_axis(chart, "x", "x", NULL);
  epoch_chart_writer_set_axis(chart, "y", "f", NULL);
  for (guint i = 0; i < G_N_ELEMENTS(series); i++) {
    epoch_chart_writer_add_series(chart, &series[i]);
  }
  epoch_chart_writer_add_guide(chart, "vertical", at, "x");
  return epoch_chart_writer_write(chart, context, "function", error);
}

/* The error of the difference quotient for smaller and smaller h: it falls as h does, until the
 * digits that cancel in f(x + h) − f(x) are all that there are. */
static gboolean
write_difference(EpochRunContext *context, const EpochFunction *function, double at,
                 GPtrArray *found, GError **error)
{
  double width[N_WIDTHS], one_sided[N_WIDTHS], central[N_WIDTHS];
  double exact = function->slope(at);
  guint best = 0;
  g_autofree char *power = NULL;
  const EpochChartSeries series[] = {
      {.name = _("One side"), .x = width, .y = one_sided, .n = N_WIDTHS},
      {.name = _("Both sides"), .x = width, .y = central, .n = N_WIDTHS},
  };
  EpochChartWriter *chart = epoch_chart_writer_new(
      "line", _("How small should h be?"),
      _("To the left of the lowest point a smaller h makes the error larger: f(x + h) and f(x) "
        "then agree in nearly all of the 16 digits that a computer keeps."));

  for (guint i = 0; i < N_WIDTHS; i++) {
    double h = pow(10, -0.5 * i);
    double error_one = fabs((function->f(at + h) - function->f(at)) / h - exact);
    double error_both = fabs((function->f(at + h) - function->f(at - h)) / (2 * h) - exact);

    width[i] = -0.5 * i;
    one_sided[i] = error_one > 0 ? log10(error_one) : NAN;
    central[i] = error_both > 0 ? log10(error_both) : NAN;
    if (one_sided[i] < one_sided[best]) {
      best = i;
    }
  }
  epoch_chart_writer_set_axis(chart, "x", _("Size of h as a power of ten"), NULL);
  epoch_chart_writer_set_axis(chart, "y", _("Error as a power of ten"), NULL);
  epoch_chart_writer_add_series(chart, &series[0]);
  epoch_chart_writer_add_series(chart, &series[1]);
  power = epoch_amount_fixed(width[best], 1);
  g_ptr_array_add(found, g_strdup_printf(_("The difference quotient is best at h ≈ 10^%s. Smaller "
                                           "is worse, as the digits cancel."),
                                         power));
  return epoch_chart_writer_write(chart, context, "difference", error);
}

/* Walks downhill: x becomes x − rate · f′(x). */
static gboolean
write_descent(EpochRunContext *context, const EpochFunction *function, double start,
              GPtrArray *found, GError **error)
{
  double rate = epoch_run_context_get_number(context, "rate");
  gsize n_steps = (gsize)epoch_run_context_get_integer(context, "steps"), n = 0;
  g_autofree double *step = g_new(double, n_steps + 1);
  g_autofree double *value = g_new(double, n_steps + 1);
  g_autofree char *end = NULL;
  g_autofree char *slope = NULL;
  double x = start;
  EpochChartSeries series = {.name = "f(x)"};
  EpochChartWriter *chart;

  for (; n <= n_steps && fabs(x) < 1e6 && isfinite(function->f(x)); n++) {
    step[n] = (double)n;
    value[n] = function->f(x);
    epoch_events_metric(context->events, "value", (gint64)n, value[n], "");
    x -= rate * function->slope(x);
  }
  end = epoch_amount_trim(x, 4);
  slope = epoch_amount_trim(function->slope(x), 2);
  if (n <= n_steps) {
    g_ptr_array_add(found,
                    g_strdup_printf(_("Walking downhill ran away after %zu steps: the step is "
                                      "too long for this slope, or there is no bottom."),
                                    n));
  } else {
    g_ptr_array_add(found, g_strdup_printf(_("After %zu steps downhill x is %s, where the slope "
                                             "is %s. A slope near 0 is a bottom, not always the "
                                             "deepest."),
                                           n_steps, end, slope));
  }
  series.x = step;
  series.y = value;
  series.n = n;
  chart = epoch_chart_writer_new("line", _("Walking downhill"),
                                 _("Each step goes against the slope, by the learning rate times "
                                   "its size. Every network of this course learns in this way."));
  epoch_chart_writer_set_axis(chart, "x", _("Step"), NULL);
  epoch_chart_writer_set_axis(chart, "y", "f(x)", NULL);
  epoch_chart_writer_add_series(chart, &series);
  return epoch_chart_writer_write(chart, context, "descent", error);
}

gboolean
epoch_algebra_differentiate(EpochRunContext *context, GPtrArray *found, EpochCalculation *steps,
                            GError **error)
{
  const EpochFunction *function =
      epoch_algebra_function(epoch_run_context_get_choice(context, "function"));
  double x = epoch_run_context_get_number(context, "x");

  epoch_events_progress(context->events, 0.5, _("Walking downhill"));
  calculate_slope(steps, function, x);
  calculate_chain(steps, x);
  epoch_run_context_metric(context, "slope", "", function->slope(x));
  return write_function(context, function, x, error) &&
         write_difference(context, function, x, found, error) &&
         write_descent(context, function, x, found, error);
}
