#include "config.h"

#include "lab/interactive/epoch-pane-base.h"

#include <math.h>
#include <string.h>

#include "lab/epoch-scroll-through.h"
#include "widgets/epoch-prose.h"

/* Beyond these a number is written with an exponent. */
#define LARGE 1e7
#define SMALL 1e-4

GtkWidget *
epoch_pane_card_new(const char *title, const char *description)
{
  GtkWidget *card = g_object_new(GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL,
                                 "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
  GtkWidget *body = epoch_section_new(title, description);

  gtk_box_set_spacing(GTK_BOX(body), 15);
  g_object_set(body, "margin-top", 18, "margin-bottom", 18, "margin-start", 18, "margin-end", 18,
               NULL);
  gtk_widget_add_css_class(card, "card");
  gtk_box_append(GTK_BOX(card), body);
  gtk_accessible_update_property(GTK_ACCESSIBLE(card), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return card;
}

GtkBox *
epoch_pane_card_get_body(GtkWidget *card)
{
  return GTK_BOX(gtk_widget_get_first_child(card));
}

GtkWidget *
epoch_pane_trouble_new(const char *title, const char *message)
{
  GtkWidget *card = epoch_pane_card_new(title, NULL);

  gtk_box_append(epoch_pane_card_get_body(card), epoch_pane_label_new(message, "dimmed"));
  return card;
}

GtkWidget *
epoch_pane_label_new(const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new(text);

  gtk_label_set_xalign(GTK_LABEL(label), 0);
  gtk_label_set_wrap(GTK_LABEL(label), TRUE);
  gtk_label_set_wrap_mode(GTK_LABEL(label), PANGO_WRAP_WORD_CHAR);
  if (style)
    gtk_widget_add_css_class(label, style);
  return label;
}

GtkWidget *
epoch_pane_tile_new(const char *name, GtkLabel **value)
{
  GtkWidget *tile = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *caption = epoch_pane_label_new(name, "caption");
  GtkWidget *number = epoch_pane_label_new("", "pane-number");

  gtk_widget_add_css_class(caption, "dimmed");
  gtk_widget_add_css_class(number, "numeric");
  gtk_box_append(GTK_BOX(tile), caption);
  gtk_box_append(GTK_BOX(tile), number);
  *value = GTK_LABEL(number);
  return tile;
}

static void
slider_cb(GtkRange *range, GtkLabel *label)
{
  int decimals = GPOINTER_TO_INT(g_object_get_data(G_OBJECT(label), "decimals"));
  g_autofree char *text = epoch_pane_format_fixed(gtk_range_get_value(range), decimals);

  gtk_label_set_label(label, text);
  gtk_accessible_update_property(GTK_ACCESSIBLE(range), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text,
                                 -1);
}

GtkWidget *
epoch_pane_slider_new(const char *name, double least, double most, double step, double value,
                      int decimals, GCallback changed, gpointer data, GtkRange **range)
{
  GtkWidget *line = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *title = gtk_label_new(name);
  GtkWidget *scale = gtk_scale_new_with_range(GTK_ORIENTATION_HORIZONTAL, least, most, step);
  GtkWidget *label = gtk_label_new(NULL);

  gtk_range_set_value(GTK_RANGE(scale), value);
  gtk_range_set_increments(GTK_RANGE(scale), step, step * 10);
  epoch_scroll_through(scale);
  gtk_widget_set_hexpand(scale, TRUE);
  gtk_widget_set_size_request(scale, 90, -1);
  gtk_label_set_width_chars(GTK_LABEL(label), decimals + 4);
  gtk_label_set_xalign(GTK_LABEL(label), 1);
  gtk_widget_add_css_class(label, "numeric");
  gtk_accessible_update_property(GTK_ACCESSIBLE(scale), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data(G_OBJECT(label), "decimals", GINT_TO_POINTER(decimals));
  g_signal_connect(scale, "value-changed", G_CALLBACK(slider_cb), label);
  g_signal_connect_swapped(scale, "value-changed", changed, data);
  slider_cb(GTK_RANGE(scale), GTK_LABEL(label));
  gtk_box_append(GTK_BOX(line), title);
  gtk_box_append(GTK_BOX(line), scale);
  gtk_box_append(GTK_BOX(line), label);
  *range = GTK_RANGE(scale);
  return line;
}

static char *
with_true_minus(char *text)
{
  g_autofree char *ascii = text;

  return ascii[0] == '-' ? g_strconcat("−", ascii + 1, NULL) : g_steal_pointer(&ascii);
}

/* "4.50" is 4.5, and "3.00" is 3. */
static char *
without_zeros(char *text)
{
  char *end = text + strlen(text);

  if (!strchr(text, '.'))
    return text;
  while (end[-1] == '0')
    end--;
  if (end[-1] == '.')
    end--;
  *end = '\0';
  return text;
}

char *
epoch_pane_format(double number, int digits)
{
  double size = fabs(number);
  int decimals;

  if (isnan(number))
    return g_strdup("–");
  if (isinf(number))
    return g_strdup(number > 0 ? "∞" : "−∞");
  if (size != 0 && (size >= LARGE || size < SMALL))
    return with_true_minus(g_strdup_printf("%.*g", digits, number));
  decimals = size < 1 ? digits : digits - 1 - (int)floor(log10(size));
  return without_zeros(epoch_pane_format_fixed(number, CLAMP(decimals, 0, digits)));
}

char *
epoch_pane_format_fixed(double number, int decimals)
{
  double unit = pow(10, -decimals);

  if (!isfinite(number))
    return epoch_pane_format(number, 1);
  /* What is rounded to nought has no sign. */
  if (fabs(number) < unit / 2)
    number = 0;
  return with_true_minus(g_strdup_printf("%.*f", decimals, number));
}
