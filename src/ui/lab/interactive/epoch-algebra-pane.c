/* What week 2 lets one touch: vectors, a matrix, and a slope, one at a time. */
#include "config.h"

#include <glib/gi18n.h>

#include "lab/interactive/epoch-pane-base.h"
#include "lab/interactive/epoch-panes-private.h"

GtkWidget *
epoch_algebra_pane_new(void)
{
  GtkWidget *card = epoch_pane_card_new(
      _("Try It by Hand"), _("Drag the dots, or move the sliders, and watch the numbers follow."));
  GtkBox *body = epoch_pane_card_get_body(card);
  AdwViewStack *stack = ADW_VIEW_STACK(adw_view_stack_new());
  GtkWidget *switcher = adw_inline_view_switcher_new();

  adw_view_stack_add_titled(stack, epoch_vectors_pane_new(), "vectors", _("Vectors"));
  adw_view_stack_add_titled(stack, epoch_matrix_pane_new(), "matrix", _("Matrix"));
  adw_view_stack_add_titled(stack, epoch_slope_pane_new(), "slope", _("Slope"));
  adw_view_stack_set_vhomogeneous(stack, FALSE);
  adw_inline_view_switcher_set_stack(ADW_INLINE_VIEW_SWITCHER(switcher), stack);
  gtk_widget_set_halign(switcher, GTK_ALIGN_START);
  gtk_box_append(body, switcher);
  gtk_box_append(body, GTK_WIDGET(stack));
  return card;
}
