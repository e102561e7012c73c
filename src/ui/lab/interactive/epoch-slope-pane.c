/* The slope of a function at a point: the tangent, and the difference quotient as h shrinks. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "lab/epoch-named-drop-down.h"
#include "lab/interactive/epoch-pane-base.h"
#include "lab/interactive/epoch-panes-private.h"
#include "lab/interactive/epoch-plane.h"
#include "play/epoch-algebra.h"

#define REACHED 4.0
#define STEP 0.05
#define N_SEGMENTS 240
/* The rows of the table: h = 1, 0.1, …, 0.000001. */
#define N_ROWS 7

enum { COLOR_CURVE, COLOR_TANGENT, COLOR_SECANT };

/* What of y is worth seeing for each function. */
static const double heights[EPOCH_FUNCTION_N][2] = {
    {-2, 9}, {-6, 6}, {-2, 2}, {-2, 9}, {-0.5, 1.5}};

typedef struct {
  EpochPlane *plane;
  GtkDropDown *function;
  GtkRange *x;
  GtkRange *h; /* its exponent: h = 10 to the power of it */
  GtkLabel *derivative;
  GtkLabel *quotient;
  GtkLabel *rows[N_ROWS][2]; /* quotient, and how far it is off */
} Pane;

static EpochFunction
get_function(Pane *self)
{
  return (EpochFunction)gtk_drop_down_get_selected(self->function);
}

static double
get_h(Pane *self)
{
  return pow(10, gtk_range_get_value(self->h));
}

/* A line through a point of the curve, as long as the plane is wide. */
static void
draw_slope(Pane *self, cairo_t *cr, double x, double y, double slope, int color)
{
  const struct ep_theme *theme = epoch_plane_get_theme(self->plane);

  epoch_plane_draw_line(self->plane, cr, x - 2 * REACHED, y - 2 * REACHED * slope, x + 2 * REACHED,
                        y + 2 * REACHED * slope, ep_theme_series_color(theme, (size_t)color), 2);
}

static void
draw(EpochPlane *plane, cairo_t *cr, gpointer data)
{
  Pane *self = data;
  const struct ep_theme *theme = epoch_plane_get_theme(plane);
  EpochFunction function = get_function(self);
  double x = gtk_range_get_value(self->x), h = get_h(self);
  double y = epoch_function_get_value(function, x);

  for (int i = 0; i < N_SEGMENTS; i++) {
    double from = -REACHED + 2 * REACHED * i / N_SEGMENTS;
    double to = -REACHED + 2 * REACHED * (i + 1) / N_SEGMENTS;
    epoch_plane_draw_line(plane, cr, from, epoch_function_get_value(function, from), to,
                          epoch_function_get_value(function, to),
                          ep_theme_series_color(theme, COLOR_CURVE), 2.5);
  }
  draw_slope(self, cr, x, y, epoch_function_get_quotient(function, x, h), COLOR_SECANT);
  draw_slope(self, cr, x, y, epoch_function_get_derivative(function, x), COLOR_TANGENT);
  epoch_plane_draw_handle(plane, cr, x + h, epoch_function_get_value(function, x + h),
                          ep_theme_series_color(theme, COLOR_SECANT));
  epoch_plane_draw_handle(plane, cr, x, y, ep_theme_series_color(theme, COLOR_TANGENT));
}

static int
find(EpochPlane *plane, double x, double y, const double reach[2], gpointer data)
{
  Pane *self = data;
  double at = gtk_range_get_value(self->x);
  double across = (x - at) / reach[0];
  double up = (y - epoch_function_get_value(get_function(self), at)) / reach[1];

  return hypot(across, up) <= 1 ? 0 : -1;
}

static void
dragged_cb(EpochPlane *plane, int handle, double x, double y, Pane *self)
{
  gtk_range_set_value(self->x, round(x / STEP) * STEP);
}

static void
show_rows(Pane *self, EpochFunction function, double x)
{
  double exact = epoch_function_get_derivative(function, x);

  for (int i = 0; i < N_ROWS; i++) {
    double quotient = epoch_function_get_quotient(function, x, pow(10, -i));
    g_autofree char *value = epoch_pane_format_fixed(quotient, 8);
    g_autofree char *off = epoch_pane_format(quotient - exact, 3);
    gtk_label_set_label(self->rows[i][0], value);
    gtk_label_set_label(self->rows[i][1], off);
  }
}

static void
update(Pane *self)
{
  EpochFunction function = get_function(self);
  double x = gtk_range_get_value(self->x), h = get_h(self);
  g_autofree char *at = epoch_pane_format_fixed(x, 2);
  g_autofree char *exact = epoch_pane_format(epoch_function_get_derivative(function, x), 5);
  g_autofree char *quotient = epoch_pane_format(epoch_function_get_quotient(function, x, h), 5);
  g_autofree char *small = epoch_pane_format(h, 3);
  g_autofree char *slope = g_strdup_printf(
      "f′(x) = %s = %s, x = %s", epoch_function_get_derivative_formula(function), exact, at);
  g_autofree char *secant = g_strdup_printf("(f(x + h) − f(x)) / h = %s, h = %s", quotient, small);
  g_autofree char *both = g_strdup_printf("%s; %s", slope, secant);

  gtk_label_set_label(self->derivative, slope);
  gtk_label_set_label(self->quotient, secant);
  show_rows(self, function, x);
  epoch_plane_set_range(self->plane, -REACHED, REACHED, heights[function][0], heights[function][1],
                        FALSE);
  epoch_plane_set_description(self->plane, both);
}

static GtkWidget *
new_function(Pane *self)
{
  GtkWidget *line = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 12);
  GtkStringList *names = gtk_string_list_new(NULL);
  GtkExpression *text = gtk_property_expression_new(GTK_TYPE_STRING_OBJECT, NULL, "string");

  for (int i = 0; i < EPOCH_FUNCTION_N; i++) {
    g_autofree char *name =
        g_strdup_printf("f(x) = %s", epoch_function_get_formula((EpochFunction)i));
    gtk_string_list_append(names, name);
  }
  self->function = GTK_DROP_DOWN(gtk_drop_down_new(G_LIST_MODEL(names), text));
  epoch_named_drop_down_set_name(self->function, _("Function"));
  gtk_box_append(GTK_BOX(line), gtk_label_new(_("Function")));
  gtk_box_append(GTK_BOX(line), GTK_WIDGET(self->function));
  return line;
}

static GtkWidget *
new_table(Pane *self)
{
  const char *const heads[3] = {"h", "(f(x + h) − f(x)) / h", _("off by")};
  GtkWidget *grid = gtk_grid_new();

  gtk_grid_set_column_spacing(GTK_GRID(grid), 24);
  gtk_grid_set_row_spacing(GTK_GRID(grid), 3);
  for (int i = 0; i < 3; i++) {
    GtkWidget *head = epoch_pane_label_new(heads[i], "caption");
    gtk_widget_add_css_class(head, "dimmed");
    gtk_grid_attach(GTK_GRID(grid), head, i, 0, 1, 1);
  }
  for (int i = 0; i < N_ROWS; i++) {
    g_autofree char *h = epoch_pane_format_fixed(pow(10, -i), i);
    gtk_grid_attach(GTK_GRID(grid), epoch_pane_label_new(h, "numeric"), 0, i + 1, 1, 1);
    for (int j = 0; j < 2; j++) {
      self->rows[i][j] = GTK_LABEL(epoch_pane_label_new("", "numeric"));
      gtk_grid_attach(GTK_GRID(grid), GTK_WIDGET(self->rows[i][j]), j + 1, i + 1, 1, 1);
    }
  }
  return grid;
}

static GtkWidget *
new_legend(void)
{
  GtkWidget *legend = adw_wrap_box_new();

  adw_wrap_box_set_child_spacing(ADW_WRAP_BOX(legend), 18);
  adw_wrap_box_append(ADW_WRAP_BOX(legend), epoch_plane_key_new("f(x)", COLOR_CURVE));
  adw_wrap_box_append(ADW_WRAP_BOX(legend), epoch_plane_key_new(_("Tangent"), COLOR_TANGENT));
  adw_wrap_box_append(ADW_WRAP_BOX(legend),
                      epoch_plane_key_new(_("Through x and x + h"), COLOR_SECANT));
  return legend;
}

GtkWidget *
epoch_slope_pane_new(void)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 12);
  Pane *self = g_new0(Pane, 1);
  GtkWidget *function = new_function(self);

  self->plane = EPOCH_PLANE(epoch_plane_new(_("A function and its slope"), draw, find, self));
  self->derivative = GTK_LABEL(epoch_pane_label_new("", "numeric"));
  self->quotient = GTK_LABEL(epoch_pane_label_new("", "numeric"));
  gtk_widget_set_size_request(GTK_WIDGET(self->plane), -1, 300);
  g_signal_connect(self->plane, "dragged", G_CALLBACK(dragged_cb), self);
  gtk_box_append(GTK_BOX(box), function);
  gtk_box_append(GTK_BOX(box), new_legend());
  gtk_box_append(GTK_BOX(box), GTK_WIDGET(self->plane));
  g_object_set_data_full(G_OBJECT(box), "pane", self, g_free);
  GtkWidget *x = epoch_pane_slider_new("x", -3, 3, STEP, 1, 2, G_CALLBACK(gtk_widget_queue_draw),
                                       self->plane, &self->x);
  GtkWidget *h = epoch_pane_slider_new(_("h, as a power of 10"), -6, 0.3, 0.1, 0, 1,
                                       G_CALLBACK(gtk_widget_queue_draw), self->plane, &self->h);
  gtk_box_append(GTK_BOX(box), x);
  gtk_box_append(GTK_BOX(box), h);
  gtk_box_append(GTK_BOX(box), GTK_WIDGET(self->derivative));
  gtk_box_append(GTK_BOX(box), GTK_WIDGET(self->quotient));
  gtk_box_append(GTK_BOX(box), new_table(self));
  /* Only now is all there that is to be brought up to date. */
  g_signal_connect_swapped(self->x, "value-changed", G_CALLBACK(update), self);
  g_signal_connect_swapped(self->h, "value-changed", G_CALLBACK(update), self);
  g_signal_connect_swapped(self->function, "notify::selected", G_CALLBACK(update), self);
  update(self);
  return box;
}
