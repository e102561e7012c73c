#include "config.h"

#include <math.h>
#include <stdint.h>

#include "ep-colormap.h"
#include "ep-draw.h"
#include "kinds/ep-tree-private.h"

/* The thinnest and the thickest edge: as thick as the share of all rows that go along it. */
#define EDGE_MIN 1.0
#define EDGE_MAX 9.0

/* Around the tree where there is room. */
#define TOP 4.0

static void
tree_ranges(const struct ep_chart *chart, struct ep_range *x, struct ep_range *y)
{
  *x = *y = (struct ep_range){0, 1};
}

/* All of the tree with ground about it, in the shape of the area, so that zooming out ends with
 * all of it in sight and both directions are of one scale. */
static void
tree_whole(const struct ep_layout *layout, struct ep_range whole[2])
{
  const struct ep_tree_plan *plan = layout->plan;
  double aspect = layout->area.width / layout->area.height;
  double width = fmax(fmax(plan->width, layout->area.width / ep_tree_scale_min(layout)),
                      (plan->height + TOP) * aspect);
  double height = width / aspect;
  /* A tree lower than the area hangs from its upper edge. */
  double top = TOP;

  whole[EP_X] = (struct ep_range){(plan->width - width) / 2, (plan->width + width) / 2};
  whole[EP_Y] = (struct ep_range){top - height, top};
}

/* What is seen at first: as large as it fits, within what is read well; the root in the middle of
 * the upper edge where not all of it does. */
static void
first_view(const struct ep_layout *layout, struct ep_range view[2])
{
  const struct ep_tree_plan *plan = layout->plan;
  double scale = fmin(layout->area.width / plan->width, layout->area.height / (plan->height + TOP));
  struct ep_range whole[2];
  double width;
  double left;

  scale = fmin(fmax(scale, ep_tree_scale_min(layout)), 1);
  width = layout->area.width / scale;
  tree_whole(layout, whole);
  left = fmin(fmax(plan->twigs[0].x - width / 2, whole[EP_X].lo), whole[EP_X].hi - width);
  if (plan->width <= width) {
    left = (plan->width - width) / 2;
  }
  view[EP_X] = (struct ep_range){left, left + width};
  view[EP_Y] = (struct ep_range){TOP - layout->area.height / scale, TOP};
}

/* Keeps both axes at one scale, after a change of the window's size too. */
static void
keep_shape(const struct ep_layout *layout, struct ep_range view[2])
{
  double scale = fmin(layout->area.width / (view[EP_X].hi - view[EP_X].lo),
                      layout->area.height / (view[EP_Y].hi - view[EP_Y].lo));
  double middle = (view[EP_X].lo + view[EP_X].hi) / 2;
  double half = layout->area.width / scale / 2;

  view[EP_X] = (struct ep_range){middle - half, middle + half};
  view[EP_Y].lo = view[EP_Y].hi - layout->area.height / scale;
}

static void
tree_place(struct ep_layout *layout, struct ep_rect room)
{
  struct ep_tree_plan *plan;
  struct ep_range view[2] = {layout->axis[EP_X].range, layout->axis[EP_Y].range};

  ep_layout_place_legend(layout, &room);
  if (!ep_tree_plan_new(layout, room)) {
    layout->failed = true;
    return;
  }
  plan = layout->plan;
  layout->area = room;
  layout->area.width = fmax(room.width, 1);
  layout->area.height = fmax(room.height, 1);
  if (layout->viewed) {
    keep_shape(layout, view);
  } else {
    first_view(layout, view);
  }
  layout->axis[EP_X] = (struct ep_axis){
      .range = view[EP_X], .start = layout->area.x, .end = layout->area.x + layout->area.width};
  layout->axis[EP_Y] = (struct ep_axis){
      .range = view[EP_Y], .start = layout->area.y + layout->area.height, .end = layout->area.y};
  plan->scale = layout->area.width / (view[EP_X].hi - view[EP_X].lo);
  ep_tree_place_texts(layout);
}

static bool
in_sight(const struct ep_layout *layout, struct ep_rect box)
{
  const struct ep_rect *area = &layout->area;

  return box.x < area->x + area->width && box.x + box.width > area->x &&
         box.y < area->y + area->height && box.y + box.height > area->y;
}

static void
rounded(cairo_t *cr, struct ep_rect r, double radius)
{
  radius = fmin(radius, fmin(r.width, r.height) / 2);
  cairo_new_sub_path(cr);
  cairo_arc(cr, r.x + radius, r.y + radius, radius, M_PI, 1.5 * M_PI);
  cairo_arc(cr, r.x + r.width - radius, r.y + radius, radius, -M_PI / 2, 0);
  cairo_arc(cr, r.x + r.width - radius, r.y + r.height - radius, radius, 0, M_PI / 2);
  cairo_arc(cr, r.x + radius, r.y + r.height - radius, radius, M_PI / 2, M_PI);
  cairo_close_path(cr);
}

static double
edge_width(const struct ep_layout *layout, size_t node)
{
  const struct ep_tree *tree = ep_tree_of(layout->chart);
  const struct ep_tree_plan *plan = layout->plan;
  double share = tree->nodes[node].n / tree->nodes[0].n;

  share = share >= 0 && share <= 1 ? share : 0.15;
  return fmax(EDGE_MIN + (EDGE_MAX - EDGE_MIN) * share, EDGE_MIN) * fmin(plan->scale, 1);
}

static void
draw_edge(const struct ep_layout *layout, cairo_t *cr, const struct ep_twig *twig)
{
  const struct ep_tree_plan *plan = layout->plan;
  struct ep_rect from = ep_tree_box(layout, &plan->twigs[twig->parent]);
  struct ep_rect to = ep_tree_box(layout, twig);
  double x0 = from.x + from.width / 2;
  double y0 = from.y + from.height;
  double x1 = to.x + to.width / 2;
  double middle = (y0 + to.y) / 2;
  struct ep_rect hull = {fmin(x0, x1) - EDGE_MAX, y0, fabs(x1 - x0) + 2 * EDGE_MAX, to.y - y0};

  if (!in_sight(layout, hull)) {
    return;
  }
  cairo_move_to(cr, x0, y0);
  cairo_curve_to(cr, x0, middle, x1, middle, x1, to.y);
  cairo_set_line_width(cr, edge_width(layout, twig->node));
  cairo_stroke(cr);
}

/* The class with the largest share; SIZE_MAX where none is said. */
static size_t
main_class(const struct ep_tree *tree, size_t node)
{
  size_t best = SIZE_MAX;

  for (size_t i = 0; i < tree->n_classes; i++) {
    double share = ep_tree_share(tree, node, i);
    if (!isnan(share) && (best == SIZE_MAX || share > ep_tree_share(tree, node, best))) {
      best = i;
    }
  }
  return best;
}

/* The shares of the classes as one bar along the lower edge of a node. */
static void
draw_bar(const struct ep_layout *layout, cairo_t *cr, size_t node, struct ep_rect box)
{
  const struct ep_tree *tree = ep_tree_of(layout->chart);
  const struct ep_tree_plan *plan = layout->plan;
  double u = layout->theme.font_size / 12 * plan->scale;
  double x = box.x + 8 * u;
  double width = box.width - 16 * u;
  double height = fmax(6 * u, 1);
  double y = box.y + box.height - height - 6 * u;

  cairo_save(cr);
  rounded(cr, (struct ep_rect){x, y, width, height}, 2 * u);
  cairo_clip(cr);
  for (size_t i = 0; i < tree->n_classes; i++) {
    double share = ep_tree_share(tree, node, i);
    if (share > 0) {
      ep_set_color(cr, ep_class_color(&layout->theme, i), 1);
      cairo_rectangle(cr, x, y, width * share, height);
      cairo_fill(cr);
      x += width * share;
      /* A hair of the ground parts two classes of like lightness. */
      ep_set_color(cr, layout->theme.surface, 1);
      cairo_rectangle(cr, x - 0.5, y, 1, height);
      cairo_fill(cr);
    }
  }
  cairo_restore(cr);
}

static void
draw_handle(const struct ep_layout *layout, cairo_t *cr, const struct ep_twig *twig)
{
  const struct ep_tree_plan *plan = layout->plan;
  struct ep_rect r = ep_tree_handle(layout, twig);
  struct ep_rect box = ep_tree_box(layout, twig);
  double stroke = r.width / 4;

  if (r.width == 0 || r.width < 4) {
    return;
  }
  if (twig->folded) {
    ep_set_color(cr, layout->theme.dim, 0.5);
    ep_draw_upright(cr, r.x + r.width / 2, box.y + box.height, r.y, 1);
  }
  rounded(cr, r, r.height / 2);
  ep_set_color(
      cr, ep_color_mix(layout->theme.surface, layout->theme.foreground, twig->folded ? 0.1 : 0), 1);
  cairo_fill_preserve(cr);
  ep_set_color(cr, layout->theme.dim, layout->theme.high_contrast ? 1 : 0.6);
  cairo_set_line_width(cr, 1);
  cairo_stroke(cr);
  if (!twig->folded) {
    ep_set_color(cr, layout->theme.dim, 1);
    cairo_set_line_width(cr, fmax(plan->scale * 1.4, 1));
    cairo_move_to(cr, r.x + stroke, r.y + r.height / 2);
    cairo_line_to(cr, r.x + r.width - stroke, r.y + r.height / 2);
    cairo_stroke(cr);
  }
}

static void
draw_node(const struct ep_layout *layout, cairo_t *cr, const struct ep_twig *twig)
{
  const struct ep_tree *tree = ep_tree_of(layout->chart);
  const struct ep_tree_plan *plan = layout->plan;
  struct ep_rect box = ep_tree_box(layout, twig);
  bool leaf = tree->nodes[twig->node].n_children == 0;
  size_t best = tree->shares != NULL ? main_class(tree, twig->node) : SIZE_MAX;
  struct ep_color plain = ep_color_mix(layout->theme.surface, layout->theme.foreground, 0.045);
  struct ep_color fill = plain;
  struct ep_color edge = layout->theme.dim;

  if (!in_sight(layout, box)) {
    return;
  }
  if (best != SIZE_MAX && (leaf || !ep_tree_is_legible(layout))) {
    edge = ep_class_color(&layout->theme, best);
    fill = ep_color_mix(layout->theme.surface, edge, layout->theme.high_contrast ? 0.08 : 0.16);
  }
  rounded(cr, box, 7 * plan->scale);
  ep_set_color(cr, fill, 1);
  cairo_fill_preserve(cr);
  ep_set_color(cr, edge, leaf || layout->theme.high_contrast ? 1 : 0.45);
  cairo_set_line_width(cr, layout->theme.high_contrast ? 2 : leaf ? 1.5 : 1);
  cairo_stroke(cr);
  if (plan->has_bars) {
    draw_bar(layout, cr, twig->node, box);
  }
}

static void
tree_draw(const struct ep_layout *layout, cairo_t *cr)
{
  const struct ep_tree_plan *plan = layout->plan;
  struct ep_color edge = ep_color_mix(layout->theme.surface, layout->theme.foreground,
                                      layout->theme.high_contrast ? 0.7 : 0.25);

  cairo_save(cr);
  ep_clip_area(cr, layout->area, 1);
  cairo_new_path(cr);
  ep_set_color(cr, edge, 1);
  for (size_t i = 1; i < plan->n; i++) {
    draw_edge(layout, cr, &plan->twigs[i]);
  }
  for (size_t i = 0; i < plan->n; i++) {
    draw_node(layout, cr, &plan->twigs[i]);
  }
  for (size_t i = 0; i < plan->n; i++) {
    draw_handle(layout, cr, &plan->twigs[i]);
  }
  cairo_restore(cr);
}

static const struct ep_twig *
twig_of(const struct ep_layout *layout, size_t node)
{
  const struct ep_tree_plan *plan = layout->plan;
  size_t place = plan->twig_of[node];

  return place != SIZE_MAX ? &plan->twigs[place] : NULL;
}

static void
tree_trace(const struct ep_layout *layout, cairo_t *cr, struct ep_datum datum)
{
  const struct ep_tree_plan *plan = layout->plan;
  const struct ep_twig *twig = twig_of(layout, datum.index);

  if (twig != NULL) {
    rounded(cr, ep_tree_box(layout, twig), 7 * plan->scale);
  }
}

/* The upper right corner of what is in sight of a node, so that what is said of it stands beside
 * it; far out of the area where nothing is. */
static void
tree_position(const struct ep_layout *layout, struct ep_datum datum, double *x, double *y)
{
  const struct ep_twig *twig = twig_of(layout, datum.index);
  const struct ep_rect *area = &layout->area;
  struct ep_rect box;

  *x = *y = -1e6;
  if (twig == NULL) {
    return;
  }
  box = ep_tree_box(layout, twig);
  if (in_sight(layout, box)) {
    double right = fmin(box.x + box.width, area->x + area->width);
    *x = fmax(right - 10, (fmax(box.x, area->x) + right) / 2);
    *y = fmin(fmax(box.y, area->y) + 2, area->y + area->height);
  }
}

static bool
tree_nearest(const struct ep_layout *layout, double x, double y, double reach,
             struct ep_datum *datum)
{
  const struct ep_tree_plan *plan = layout->plan;
  const struct ep_rect *area = &layout->area;

  if (x < area->x || x > area->x + area->width || y < area->y || y > area->y + area->height) {
    return false;
  }
  for (size_t i = 0; i < plan->n; i++) {
    struct ep_rect box = ep_tree_box(layout, &plan->twigs[i]);
    if (x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height) {
      *datum = (struct ep_datum){0, plan->twigs[i].node};
      return true;
    }
  }
  return false;
}

bool
ep_layout_handle_at(const struct ep_layout *layout, double x, double y, size_t *node, bool *open)
{
  const struct ep_tree_plan *plan = layout->plan;

  for (size_t i = 0; layout->chart->kind == EP_KIND_TREE && plan != NULL && i < plan->n; i++) {
    struct ep_rect r = ep_tree_handle(layout, &plan->twigs[i]);
    /* A finger or an unsteady hand hits it too. */
    if (r.width > 0 && x >= r.x - 4 && x <= r.x + r.width + 4 && y >= r.y - 4 &&
        y <= r.y + r.height + 4) {
      *node = plan->twigs[i].node;
      *open = !plan->twigs[i].folded;
      return true;
    }
  }
  return false;
}

bool
ep_layout_is_open(const struct ep_layout *layout, size_t node)
{
  const struct ep_twig *twig;

  if (layout->chart->kind != EP_KIND_TREE || layout->plan == NULL ||
      node >= ep_tree_of(layout->chart)->n) {
    return false;
  }
  twig = twig_of(layout, node);
  return twig != NULL && twig->n_children > 0;
}

bool
ep_layout_get_open(const struct ep_layout *layout, unsigned char *open)
{
  const struct ep_tree_plan *plan = layout->plan;

  if (layout->chart->kind != EP_KIND_TREE || plan == NULL) {
    return false;
  }
  for (size_t i = 0; i < ep_tree_of(layout->chart)->n; i++) {
    open[i] = EP_OPEN_NO;
  }
  for (size_t i = 0; i < plan->n; i++) {
    open[plan->twigs[i].node] = plan->twigs[i].n_children > 0 ? EP_OPEN_YES : EP_OPEN_NO;
  }
  return true;
}

bool
ep_layout_place_of(const struct ep_layout *layout, struct ep_datum datum, double *x, double *y)
{
  const struct ep_twig *twig;

  if (layout->chart->kind != EP_KIND_TREE || layout->plan == NULL ||
      !ep_datum_valid(layout->chart, datum) || (twig = twig_of(layout, datum.index)) == NULL) {
    return false;
  }
  *x = twig->x;
  *y = -twig->y;
  return true;
}

bool
ep_layout_reveal(const struct ep_layout *layout, struct ep_datum datum, struct ep_range view[2])
{
  const struct ep_tree_plan *plan = layout->plan;
  const struct ep_twig *twig;
  double reach[2][2];

  if (layout->chart->kind != EP_KIND_TREE || plan == NULL ||
      !ep_datum_valid(layout->chart, datum) || (twig = twig_of(layout, datum.index)) == NULL) {
    return false;
  }
  reach[EP_X][0] = twig->x - plan->node_width / 2 - 8;
  reach[EP_X][1] = twig->x + plan->node_width / 2 + 8;
  reach[EP_Y][0] = -twig->y - plan->node_height - 28;
  reach[EP_Y][1] = -twig->y + TOP;
  for (int i = EP_X; i <= EP_Y; i++) {
    struct ep_range range = layout->axis[i].range;
    double by = fmin(reach[i][0] - range.lo, 0) + fmax(reach[i][1] - range.hi, 0);
    view[i] = (struct ep_range){range.lo + by, range.hi + by};
  }
  return true;
}

static bool
tree_natural(const struct ep_layout *layout, double *width, double *height)
{
  const struct ep_tree_plan *plan = layout->plan;

  *width = plan->width + layout->width - layout->area.width;
  *height = plan->height + 2 * TOP + layout->height - layout->area.height;
  return true;
}

static struct ep_color
tree_entry_color(const struct ep_layout *layout, size_t entry)
{
  return ep_class_color(&layout->theme, entry);
}

const struct ep_layer EP_LAYER_TREE = {
    .look = EP_LOOK_RING | EP_LOOK_ZOOM_X | EP_LOOK_ZOOM_Y,
    .ranges = tree_ranges,
    .draw = tree_draw,
    .trace = tree_trace,
    .nearest = tree_nearest,
    .position = tree_position,
    .free_plan = ep_tree_plan_free,
    .place = tree_place,
    .entry_color = tree_entry_color,
    .natural = tree_natural,
    .whole = tree_whole,
};
