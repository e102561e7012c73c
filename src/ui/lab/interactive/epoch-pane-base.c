#include "config.h"

#include "lab/interactive/epoch-pane-base.h"

#include <math.h>

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
  gtk_widget_add_css_class(card, "card");
  gtk_widget_add_css_class(card, "pane");
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

static char *
with_true_minus(char *text)
{
  g_autofree char *ascii = text;

  return ascii[0] == '-' ? g_strconcat("−", ascii + 1, NULL) : g_steal_pointer(&ascii);
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
  return epoch_pane_format_fixed(number, CLAMP(decimals, 0, digits));
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
