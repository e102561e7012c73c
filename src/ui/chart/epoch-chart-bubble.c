#include "config.h"

#include "epoch-chart-bubble.h"

/* Between a datum and its bubble. */
#define DISTANCE 12

struct _EpochChartBubble {
  GtkWidget parent_instance;
  GtkGrid *grid;
  GtkLabel *name;
  GtkLabel *fields[EP_FIELDS_MAX];
  GtkLabel *values[EP_FIELDS_MAX];
  size_t n; /* fields of the datum itself */
};

G_DEFINE_FINAL_TYPE(EpochChartBubble, epoch_chart_bubble, GTK_TYPE_WIDGET)

static void
epoch_chart_bubble_dispose(GObject *object)
{
  gtk_widget_dispose_template(GTK_WIDGET(object), EPOCH_TYPE_CHART_BUBBLE);
  G_OBJECT_CLASS(epoch_chart_bubble_parent_class)->dispose(object);
}

static void
epoch_chart_bubble_class_init(EpochChartBubbleClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

  G_OBJECT_CLASS(class)->dispose = epoch_chart_bubble_dispose;
  gtk_widget_class_set_template_from_resource(
      widget_class, "/io/github/epochstudy/Epoch/ui/chart/epoch-chart-bubble.ui");
  gtk_widget_class_bind_template_child(widget_class, EpochChartBubble, grid);
  gtk_widget_class_bind_template_child(widget_class, EpochChartBubble, name);
  gtk_widget_class_set_layout_manager_type(widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name(widget_class, "chartbubble");
  gtk_widget_class_set_accessible_role(widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static GtkLabel *
add_label(EpochChartBubble *self, int column, int row)
{
  GtkWidget *label = gtk_label_new(NULL);

  gtk_label_set_wrap(GTK_LABEL(label), TRUE);
  gtk_label_set_wrap_mode(GTK_LABEL(label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars(GTK_LABEL(label), column == 0 ? 22 : 28);
  gtk_label_set_xalign(GTK_LABEL(label), column == 0 ? 0 : 1);
  gtk_widget_set_hexpand(label, column == 1);
  gtk_widget_add_css_class(label, "caption");
  gtk_widget_add_css_class(label, column == 0 ? "dimmed" : "numeric");
  gtk_grid_attach(self->grid, label, column, row, 1, 1);
  return GTK_LABEL(label);
}

static void
epoch_chart_bubble_init(EpochChartBubble *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  for (int i = 0; i < EP_FIELDS_MAX; i++) {
    self->fields[i] = add_label(self, 0, i + 1);
    self->values[i] = add_label(self, 1, i + 1);
  }
}

EpochChartBubble *
epoch_chart_bubble_new(void)
{
  return g_object_new(EPOCH_TYPE_CHART_BUBBLE, NULL);
}

/* Shows a field in a row, or hides the row. */
static void
set_field(EpochChartBubble *self, size_t i, const struct ep_field *field)
{
  g_autofree char *name = g_utf8_make_valid(field != NULL ? field->name : "", -1);
  g_autofree char *value = g_utf8_make_valid(field != NULL ? field->value : "", -1);

  gtk_label_set_text(self->fields[i], name);
  gtk_label_set_text(self->values[i], value);
  gtk_widget_set_visible(GTK_WIDGET(self->fields[i]), field != NULL && name[0] != '\0');
  gtk_widget_set_visible(GTK_WIDGET(self->values[i]), field != NULL);
}

void
epoch_chart_bubble_set_more(EpochChartBubble *self, const struct ep_field *field)
{
  if (self->n < EP_FIELDS_MAX) {
    set_field(self, self->n, field);
  }
}

void
epoch_chart_bubble_set_datum(EpochChartBubble *self, const struct ep_chart *chart,
                             struct ep_datum datum)
{
  struct ep_field fields[EP_FIELDS_MAX] = {0};
  size_t n = ep_datum_fields(chart, datum, fields);
  char name[512];

  self->n = n;
  ep_datum_name(chart, datum, name, sizeof name);
  /* What snprintf cut may end inside a character. */
  g_autofree char *valid = g_utf8_make_valid(name, -1);
  gtk_label_set_text(self->name, valid);
  gtk_widget_set_visible(GTK_WIDGET(self->name), name[0] != '\0');
  for (size_t i = 0; i < EP_FIELDS_MAX; i++) {
    set_field(self, i, i < n ? &fields[i] : NULL);
  }
}

/* The size of the bubble where there is no more room than width. */
static void
measure_in(GtkWidget *widget, int width, GtkRequisition *natural)
{
  GtkRequisition least;

  gtk_widget_get_preferred_size(widget, &least, natural);
  natural->width = MAX(least.width, MIN(natural->width, width));
  gtk_widget_measure(widget, GTK_ORIENTATION_VERTICAL, natural->width, NULL, &natural->height, NULL,
                     NULL);
}

void
epoch_chart_bubble_allocate_corner(EpochChartBubble *self, gboolean left, double top, int width,
                                   int height)
{
  GtkWidget *widget = GTK_WIDGET(self);
  GtkRequisition natural;
  int y;

  measure_in(widget, width, &natural);
  y = CLAMP((int)top, 0, MAX(0, height - natural.height));
  gtk_widget_size_allocate(
      widget,
      &(GtkAllocation){left ? 0 : MAX(0, width - natural.width), y, natural.width, natural.height},
      -1);
}

void
epoch_chart_bubble_allocate(EpochChartBubble *self, double x, double y, int width, int height)
{
  GtkWidget *widget = GTK_WIDGET(self);
  GtkRequisition natural;
  int left;
  int top;

  measure_in(widget, width, &natural);
  left = (int)x + DISTANCE;
  if (left + natural.width > width) {
    left = (int)x - DISTANCE - natural.width;
  }
  top = (int)y - DISTANCE - natural.height;
  if (top < 0) {
    top = (int)y + DISTANCE;
  }
  left = CLAMP(left, 0, MAX(0, width - natural.width));
  top = CLAMP(top, 0, MAX(0, height - natural.height));
  gtk_widget_size_allocate(widget, &(GtkAllocation){left, top, natural.width, natural.height}, -1);
}

void
epoch_chart_bubble_allocate_beside(EpochChartBubble *self, const struct ep_rect *rect, int width,
                                   int height)
{
  GtkWidget *widget = GTK_WIDGET(self);
  GtkRequisition natural;
  int left;
  int top = (int)rect->y;

  measure_in(widget, width, &natural);
  left = (int)(rect->x + rect->width) + DISTANCE;
  if (left + natural.width > width) {
    left = (int)rect->x - DISTANCE - natural.width;
  }
  if (left < 0) {
    /* Neither side has room; under the picture there may be. */
    left = CLAMP((int)rect->x, 0, MAX(0, width - natural.width));
    top = (int)(rect->y + rect->height) + DISTANCE;
    if (top + natural.height > height) {
      top = (int)rect->y - DISTANCE - natural.height;
    }
  }
  top = CLAMP(top, 0, MAX(0, height - natural.height));
  gtk_widget_size_allocate(widget, &(GtkAllocation){left, top, natural.width, natural.height}, -1);
}
