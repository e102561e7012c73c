/* Week 2: what does a matrix do to a vector, and what does a derivative say? Everything is small
 * enough to be worked out on paper, and is shown as one would. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "calculation/epoch-calculation-private.h"
#include "chart/epoch-chart-writer-private.h"
#include "experiment/linear-algebra/algebra-private.h"
#include "experiment/registry-private.h"
#include "run/epoch-run-files-private.h"

#define N_ANGLES 180
#define N_ITERATIONS 20

typedef struct {
  EpochRunContext *context;
  double a[4]; /* the matrix, row by row */
  double v[2];
  double w[2]; /* A v */
  EpochEigenvalues eigen;
  GPtrArray *found;
  EpochCalculation *steps;
} Algebra;

static void
multiply(const double a[4], const double v[2], double w[2])
{
  double first = a[0] * v[0] + a[1] * v[1];

  w[1] = a[2] * v[0] + a[3] * v[1];
  w[0] = first;
}

EpochEigenvalues
epoch_algebra_eigenvalues(const double a[4])
{
  double middle = (a[0] + a[3]) / 2, half = (a[0] - a[3]) / 2;
  double discriminant = half * half + a[1] * a[2];
  EpochEigenvalues values = {.real = discriminant >= 0};

  if (values.real) {
    values.first = middle + sqrt(discriminant);
    values.second = middle - sqrt(discriminant);
  } else {
    values.re = middle;
    values.im = sqrt(-discriminant);
  }
  return values;
}

void
epoch_algebra_eigenvector(const double a[4], double value, double vector[2])
{
  /* Each row of A − λ is at a right angle to it; the longer row is the safer one. */
  double first[2] = {a[1], value - a[0]}, second[2] = {value - a[3], a[2]};
  const double *longer = hypot(first[0], first[1]) >= hypot(second[0], second[1]) ? first : second;
  double length = hypot(longer[0], longer[1]);

  /* A multiple of the identity leaves every direction as it is. */
  vector[0] = length > 0 ? longer[0] / length : 1;
  vector[1] = length > 0 ? longer[1] / length : 0;
}

static void
read_settings(Algebra *self)
{
  static const char *const keys[] = {"a", "b", "c", "d"};

  for (guint i = 0; i < 4; i++) {
    self->a[i] = epoch_run_context_get_number(self->context, keys[i]);
  }
  self->v[0] = epoch_run_context_get_number(self->context, "v1");
  self->v[1] = epoch_run_context_get_number(self->context, "v2");
  multiply(self->a, self->v, self->w);
  self->eigen = epoch_algebra_eigenvalues(self->a);
}

/* A step whose numbers are products of pairs that are added up. */
static void
add_products(EpochCalculation *steps, const char *title, const char *formula, const double p[4],
             double result, const char *explain)
{
  g_auto(GStrv) n = g_new0(char *, 5);
  g_autofree char *numbers = NULL;

  for (guint i = 0; i < 4; i++) {
    n[i] = epoch_calculation_number(p[i]);
  }
  numbers = g_strdup_printf("%s · %s + %s · %s", n[0], n[1], n[2], n[3]);
  epoch_calculation_add(steps, title, formula, numbers, result, explain);
}

static void
calculate_product(Algebra *self)
{
  const double *a = self->a, *v = self->v;
  const double first[4] = {a[0], v[0], a[1], v[1]}, second[4] = {a[2], v[0], a[3], v[1]};
  const double dot[4] = {v[0], self->w[0], v[1], self->w[1]};

  add_products(self->steps, _("First number of A v"), "w₁ = a v₁ + b v₂", first, self->w[0],
               _("The first row of the matrix times the vector: products, added up."));
  add_products(self->steps, _("Second number of A v"), "w₂ = c v₁ + d v₂", second, self->w[1],
               _("The second row in the same way. A matrix is as many dot products as it has "
                 "rows."));
  add_products(self->steps, _("The dot product of v and A v"), "v · w = v₁ w₁ + v₂ w₂", dot,
               v[0] * self->w[0] + v[1] * self->w[1],
               _("Above 0 the two point the same way, at 0 they are at a right angle."));
}

static void
calculate_angle(Algebra *self)
{
  const double *v = self->v, *w = self->w;
  double lengths = hypot(v[0], v[1]) * hypot(w[0], w[1]);
  double dot = v[0] * w[0] + v[1] * w[1];
  double cosine = lengths > 0 ? CLAMP(dot / lengths, -1, 1) : NAN;
  g_autofree char *of_v = epoch_calculation_number(hypot(v[0], v[1]));
  g_autofree char *of_w = epoch_calculation_number(hypot(w[0], w[1]));
  g_autofree char *product = epoch_calculation_number(dot);
  g_autofree char *numbers = g_strdup_printf("%s / (%s · %s)", product, of_v, of_w);
  g_autofree char *explain = NULL;
  g_autofree char *angle = NULL;

  if (isnan(cosine)) {
    return;
  }
  angle = epoch_amount_fixed(acos(cosine) * 180 / G_PI, 1);
  explain = g_strdup_printf(_("The angle is %s°. This is the cosine similarity by which texts "
                              "and pictures are compared later in the course."),
                            angle);
  epoch_calculation_add(self->steps, _("The cosine of the angle between them"),
                        "cos φ = v · w / (‖v‖ ‖w‖)", numbers, cosine, explain);
}

static void
calculate_determinant(Algebra *self)
{
  const double *a = self->a;
  double determinant = a[0] * a[3] - a[1] * a[2];
  g_auto(GStrv) n = g_new0(char *, 5);
  g_autofree char *numbers = NULL;

  for (guint i = 0; i < 4; i++) {
    n[i] = epoch_calculation_number(a[i]);
  }
  numbers = g_strdup_printf("%s · %s − %s · %s", n[0], n[3], n[1], n[2]);
  epoch_calculation_add(
      self->steps, _("The determinant"), "det A = a d − b c", numbers, determinant,
      determinant == 0
          ? _("The plane is pressed onto a line: there is no way back, and A has no inverse.")
      : determinant < 0
          ? _("By so much an area grows; the minus says that the plane is turned over.")
          : _("By so much an area grows."));
  epoch_run_context_metric(self->context, "determinant", "", determinant);
}

static void
calculate_eigenvalues(Algebra *self)
{
  const double *a = self->a;
  double determinant = a[0] * a[3] - a[1] * a[2];
  g_autofree char *trace = epoch_calculation_number(a[0] + a[3]);
  g_autofree char *area = epoch_calculation_number(determinant);
  g_autofree char *numbers = g_strdup_printf("(%s ± √(%s² − 4 · %s)) / 2", trace, trace, area);
  g_autofree char *other = NULL;
  g_autofree char *explain = NULL;

  if (!self->eigen.real) {
    epoch_calculation_add(self->steps, _("The eigenvalues"), "λ = (t ± √(t² − 4 det A)) / 2",
                          numbers, NAN,
                          _("The root is of a negative number: no direction stays as it is, for "
                            "the matrix turns them all."));
    return;
  }
  other = epoch_amount_trim(self->eigen.second, 6);
  explain = g_strdup_printf(_("The other one is %s. Along an eigenvector the matrix only "
                              "stretches: A v = λ v."),
                            other);
  epoch_calculation_add(self->steps, _("The eigenvalues"), "λ = (t ± √(t² − 4 det A)) / 2", numbers,
                        self->eigen.first, explain);
}

/* A vector as an arrow from the origin. */
static void
add_vector(EpochChartWriter *chart, const char *name, const double vector[2])
{
  const double x[2] = {0, vector[0]}, y[2] = {0, vector[1]};
  const EpochChartSeries series = {.name = name, .x = x, .y = y, .n = 2, .line = TRUE};

  epoch_chart_writer_add_series(chart, &series);
}

/* The directions that A keeps: lines through the origin, as far as A stretches a unit of them. */
static void
add_eigenvectors(const Algebra *self, EpochChartWriter *chart)
{
  const double values[2] = {self->eigen.first, self->eigen.second};
  double x[5] = {0}, y[5] = {0};
  const EpochChartSeries series = {
      .name = _("Eigenvectors"), .x = x, .y = y, .n = 5, .line = TRUE, .undirected = TRUE};

  for (guint i = 0; i < 2; i++) {
    double vector[2], reach = fmax(fabs(values[i]), 1);

    epoch_algebra_eigenvector(self->a, values[i], vector);
    for (guint k = 0; k < 2; k++) {
      x[3 * i + k] = (k == 0 ? -reach : reach) * vector[0];
      y[3 * i + k] = (k == 0 ? -reach : reach) * vector[1];
    }
  }
  /* Between the two the line breaks. */
  y[2] = NAN;
  epoch_chart_writer_add_series(chart, &series);
}

/* The unit circle and what the matrix makes of it: an ellipse whose area is |det A| times as
 * large. */
static gboolean
write_circle(Algebra *self, GError **error)
{
  double x[N_ANGLES + 1], y[N_ANGLES + 1], image_x[N_ANGLES + 1], image_y[N_ANGLES + 1];
  const EpochChartSeries circle = {.name = _("Unit circle"),
                                   .x = x,
                                   .y = y,
                                   .n = N_ANGLES + 1,
                                   .line = TRUE,
                                   .undirected = TRUE};
  const EpochChartSeries image = {.name = _("What A makes of it"),
                                  .x = image_x,
                                  .y = image_y,
                                  .n = N_ANGLES + 1,
                                  .line = TRUE,
                                  .undirected = TRUE};
  EpochChartWriter *chart = epoch_chart_writer_new(
      "scatter", _("What the matrix does to a circle"),
      self->eigen.real
          ? _("Every point of the circle becomes a point of the ellipse. The eigenvectors keep "
              "their direction and are only stretched.")
          : _("Every point of the circle becomes a point of the ellipse. No direction is kept: the "
              "matrix turns."));

  for (guint i = 0; i <= N_ANGLES; i++) {
    double point[2] = {cos(2 * G_PI * i / N_ANGLES), sin(2 * G_PI * i / N_ANGLES)}, result[2];

    multiply(self->a, point, result);
    x[i] = point[0];
    y[i] = point[1];
    image_x[i] = result[0];
    image_y[i] = result[1];
  }
  epoch_chart_writer_set_axis(chart, "x", "x₁", NULL);
  epoch_chart_writer_set_axis(chart, "y", "x₂", NULL);
  epoch_chart_writer_set_boolean(chart, "equal", TRUE);
  epoch_chart_writer_add_series(chart, &circle);
  epoch_chart_writer_add_series(chart, &image);
  if (self->eigen.real) {
    add_eigenvectors(self, chart);
  }
  add_vector(chart, "v", self->v);
  add_vector(chart, "A v", self->w);
  return epoch_chart_writer_write(chart, self->context, "circle", error);
}

/* Power iteration: apply the matrix again and again, and the direction turns to the eigenvector of
 * the largest eigenvalue, faster the further the other lies behind.
 *
 * Source: R. von Mises, H. Pollaczek-Geiringer, ZAMM 9 (1929). */
static gboolean
write_power(Algebra *self, GError **error)
{
  double steps[N_ITERATIONS], estimates[N_ITERATIONS];
  double v[2] = {self->v[0], self->v[1]}, w[2];
  gsize n = 0;
  const EpochChartSeries series = {
      .name = _("Stretch along v"), .x = steps, .y = estimates, .n = N_ITERATIONS};
  EpochChartWriter *chart;

  for (; n < N_ITERATIONS && hypot(v[0], v[1]) > 0; n++) {
    double length = hypot(v[0], v[1]);

    v[0] /= length;
    v[1] /= length;
    multiply(self->a, v, w);
    steps[n] = (double)n;
    estimates[n] = v[0] * w[0] + v[1] * w[1];
    v[0] = w[0];
    v[1] = w[1];
  }
  if (n < N_ITERATIONS) {
    return TRUE;
  }
  chart = epoch_chart_writer_new(
      "line", _("The same matrix again and again"),
      self->eigen.real && fabs(self->eigen.first) != fabs(self->eigen.second)
          ? _("Apply A, make the length 1, apply A again: how much A stretches along where v "
              "points settles at the eigenvalue of the largest size.")
          : _("Apply A, make the length 1, apply A again. It does not settle, as no eigenvalue is "
              "larger than the other."));
  epoch_chart_writer_set_axis(chart, "x", _("How often A was applied"), NULL);
  epoch_chart_writer_set_axis(chart, "y", "v · A v", NULL);
  epoch_chart_writer_add_series(chart, &series);
  if (self->eigen.real) {
    epoch_chart_writer_add_guide(chart, "horizontal",
                                 fabs(self->eigen.first) >= fabs(self->eigen.second)
                                     ? self->eigen.first
                                     : self->eigen.second,
                                 _("Eigenvalue"));
  }
  return epoch_chart_writer_write(chart, self->context, "power", error);
}

static void
find_matrix(Algebra *self)
{
  double determinant = self->a[0] * self->a[3] - self->a[1] * self->a[2];
  g_autofree char *area = epoch_amount_trim(fabs(determinant), 4);
  g_autofree char *first = epoch_amount_trim(self->eigen.first, 4);
  g_autofree char *second = epoch_amount_trim(self->eigen.second, 4);

  if (determinant == 0) {
    g_ptr_array_add(self->found, g_strdup(_("The determinant is 0: two different vectors may "
                                            "become the same, so nothing brings them back.")));
  } else {
    g_ptr_array_add(
        self->found,
        g_strdup_printf(determinant < 0
                            ? _("An area becomes %s times as large, and is turned over.")
                            : _("An area becomes %s times as large."),
                        area));
  }
  if (self->eigen.real) {
    g_ptr_array_add(self->found,
                    g_strdup_printf(_("The eigenvalues are %s and %s: along one direction the "
                                      "matrix stretches by the first, along another by the "
                                      "second."),
                                    first, second));
  } else {
    g_autofree char *turn =
        epoch_amount_fixed(fabs(atan2(self->eigen.im, self->eigen.re)) * 180 / G_PI, 1);

    g_ptr_array_add(self->found,
                    g_strdup_printf(_("The matrix has no real eigenvalues: it turns every vector, "
                                      "by %s° on the whole."),
                                    turn));
  }
}

static gboolean
work(Algebra *self, GError **error)
{
  epoch_events_progress(self->context->events, 0, _("Multiplying"));
  read_settings(self);
  calculate_product(self);
  calculate_angle(self);
  calculate_determinant(self);
  calculate_eigenvalues(self);
  find_matrix(self);
  return write_circle(self, error) && write_power(self, error) &&
         epoch_algebra_differentiate(self->context, self->found, self->steps, error) &&
         epoch_calculation_write(self->steps, self->context, error) &&
         epoch_run_files_write_reading(self->context, self->found, error);
}

gboolean
epoch_linear_algebra_run(EpochRunContext *context, GError **error)
{
  Algebra self = {.context = context,
                  .found = g_ptr_array_new_with_free_func(g_free),
                  .steps = epoch_calculation_new()};
  gboolean well = work(&self, error);

  if (well && !context->stopped) {
    epoch_events_progress(context->events, 1, _("Done"));
  }
  g_ptr_array_unref(self.found);
  epoch_calculation_free(self.steps);
  return well;
}
