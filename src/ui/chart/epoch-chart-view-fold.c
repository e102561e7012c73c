#include "config.h"

#include "epoch-chart-view-private.h"

#include "kinds/ep-tree.h"

/* Trees: what is under a node can be folded away. The layout chooses at first; from the first
 * change on the view remembers of each node whether it is open. */

static const struct ep_chart *
tree_of(EpochChartView *self)
{
  const struct ep_chart *chart =
      self->document != NULL ? epoch_chart_document_get_chart(self->document) : NULL;

  return chart != NULL && ep_chart_get_kind(chart) == EP_KIND_TREE ? chart : NULL;
}

/* Takes over what the layout has chosen, so that it can be changed node by node. */
static gboolean
ensure_open(EpochChartView *self)
{
  if (self->open == NULL && epoch_chart_view_ensure_layout(self)) {
    self->open = g_new0(unsigned char, ep_tree_get_n_nodes(tree_of(self)));
    ep_layout_get_open(self->layout, self->open);
  }
  return self->open != NULL;
}

/* Keeps what is shown where it is while the tree around it changes: the node's place moves, and
 * the view with it. */
static void
keep_node(EpochChartView *self, gsize node, const struct ep_range before[2], double x, double y)
{
  struct ep_datum datum = {0, node};
  struct ep_range view[2];
  double now_x;
  double now_y;

  /* First at the place of old, then moved by as much as the node has moved. */
  epoch_chart_view_set_range(self, before);
  if (!epoch_chart_view_ensure_layout(self) ||
      !ep_layout_place_of(self->layout, datum, &now_x, &now_y)) {
    return;
  }
  view[EP_X] = (struct ep_range){before[EP_X].lo + now_x - x, before[EP_X].hi + now_x - x};
  view[EP_Y] = (struct ep_range){before[EP_Y].lo + now_y - y, before[EP_Y].hi + now_y - y};
  epoch_chart_view_set_range(self, view);
}

gboolean
epoch_chart_view_toggle_node(EpochChartView *self, gsize node)
{
  struct ep_range before[2];
  double x;
  double y;

  if (tree_of(self) == NULL || ep_tree_is_leaf(tree_of(self), node) || !ensure_open(self) ||
      !epoch_chart_view_ensure_layout(self) ||
      !ep_layout_place_of(self->layout, (struct ep_datum){0, node}, &x, &y)) {
    return FALSE;
  }
  before[EP_X] = ep_layout_get_range(self->layout, EP_X);
  before[EP_Y] = ep_layout_get_range(self->layout, EP_Y);
  self->open[node] = self->open[node] == EP_OPEN_YES ? EP_OPEN_NO : EP_OPEN_YES;
  keep_node(self, node, before, x, y);
  return TRUE;
}

void
epoch_chart_view_unfold_to(EpochChartView *self, gsize node)
{
  gboolean changed = FALSE;
  double x;
  double y;

  if (tree_of(self) == NULL || !epoch_chart_view_ensure_layout(self) ||
      ep_layout_place_of(self->layout, (struct ep_datum){0, node}, &x, &y) || !ensure_open(self)) {
    return;
  }
  while (node != 0) {
    node = ep_tree_get_parent(tree_of(self), node);
    changed = changed || self->open[node] != EP_OPEN_YES;
    self->open[node] = EP_OPEN_YES;
  }
  if (changed) {
    struct ep_range view[2] = {self->view[EP_X], self->view[EP_Y]};
    if (epoch_chart_view_ensure_layout(self) && !epoch_chart_view_get_zoomed(self)) {
      view[EP_X] = ep_layout_get_range(self->layout, EP_X);
      view[EP_Y] = ep_layout_get_range(self->layout, EP_Y);
    }
    epoch_chart_view_set_range(self, view);
  }
}

gboolean
epoch_chart_view_reveal(EpochChartView *self, struct ep_datum datum)
{
  struct ep_range view[2];

  if (tree_of(self) == NULL || !epoch_chart_view_ensure_layout(self) ||
      !ep_layout_reveal(self->layout, datum, view)) {
    return FALSE;
  }
  epoch_chart_view_set_range(self, view);
  return TRUE;
}

gboolean
epoch_chart_view_click_at(EpochChartView *self, double x, double y)
{
  size_t node;
  bool open;

  return epoch_chart_view_ensure_layout(self) &&
         ep_layout_handle_at(self->layout, x, y, &node, &open) &&
         epoch_chart_view_toggle_node(self, node);
}

void
epoch_chart_view_update_pointer(EpochChartView *self, double x, double y)
{
  size_t node;
  bool open;
  gboolean handle =
      epoch_chart_view_ensure_layout(self) && ep_layout_handle_at(self->layout, x, y, &node, &open);

  gtk_widget_set_cursor_from_name(GTK_WIDGET(self), handle ? "pointer" : NULL);
}
