#include "config.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ep-text-private.h"
#include "kinds/ep-tree-private.h"

/* All at a font of 12. */
#define WIDTH_MIN 84.0
#define WIDTH_MAX 168.0
#define PADDING 8.0
#define SIBLING_GAP 14.0
#define LEVEL_GAP 46.0
#define MARGIN 10.0
#define BAR_HEIGHT 6.0
#define BAR_GAP 5.0
#define HANDLE 14.0

/* Smaller text is a smear. */
#define LEGIBLE 7.0

/* The smallest scale at first, and the size of text that is read well whatever its scale. */
#define SCALE_MIN 0.84
#define READ_WELL 11.0

/* Nodes are measured by a sample where there are more than this. */
enum { MEASURED_MAX = 400, QUESTION_LINES = 2 };

static double
unit(const struct ep_layout *layout)
{
  return layout->theme.font_size / 12;
}

static struct ep_font
font_of(const struct ep_layout *layout, bool bold, double scale)
{
  return (struct ep_font){layout->theme.font_size * scale, bold, false};
}

static double
width_of(const struct ep_layout *layout, const char *text, bool bold)
{
  return ep_layout_measure_font(layout, EP_ROLE_NODE, text, font_of(layout, bold, 1)).width;
}

static void
write_n(const struct ep_layout *layout, double n, char *text, size_t size)
{
  char number[EP_NUMBER_SIZE];

  ep_number_write(number, n, layout->chart->format[EP_X], layout->chart->locale);
  snprintf(text, size, "%s %s", layout->chart->locale->number, number);
}

/* The rows of text in a node, by what any node has. */
static int
count_lines(const struct ep_layout *layout, const struct ep_tree_plan *plan)
{
  const struct ep_tree *tree = ep_tree_of(layout->chart);
  bool values = false;
  bool counts = false;

  for (size_t i = 0; i < tree->n; i++) {
    values = values || tree->nodes[i].value[0] != '\0';
    counts = counts || !isnan(tree->nodes[i].n);
  }
  return plan->text_lines + values + counts;
}

/* Finds how wide and high all nodes are: wide enough for most texts on one line, or their questions
 * on two. */
static void
measure_nodes(const struct ep_layout *layout, struct ep_tree_plan *plan)
{
  const struct ep_tree *tree = ep_tree_of(layout->chart);
  size_t stride = plan->n > MEASURED_MAX ? plan->n / MEASURED_MAX : 1;
  double line = ep_layout_measure(layout, EP_ROLE_NODE, "0").height;
  double widest = 0;
  double question = 0;
  double inner;

  for (size_t i = 0; i < plan->n; i += stride) {
    const struct ep_branch *node = &tree->nodes[plan->twigs[i].node];
    widest = fmax(widest, width_of(layout, node->value, false));
    question = fmax(question, width_of(layout, node->text, true));
  }
  widest = fmax(widest, fmin(question, 120 * unit(layout)));
  inner = fmin(fmax(ceil(widest), WIDTH_MIN * unit(layout)), WIDTH_MAX * unit(layout));
  plan->text_lines = question > inner ? QUESTION_LINES : question > 0 ? 1 : 0;
  plan->has_bars = tree->shares != NULL;
  plan->node_width = inner + 2 * PADDING * unit(layout);
  plan->node_height = 2 * (PADDING - 1) * unit(layout) + line * count_lines(layout, plan);
  if (plan->has_bars) {
    plan->node_height += (BAR_HEIGHT + BAR_GAP) * unit(layout);
  }
  plan->level_height = plan->node_height + LEVEL_GAP * unit(layout);
}

static void
find_extent(const struct ep_layout *layout, struct ep_tree_plan *plan)
{
  double widest = 0;
  double deepest = 0;
  bool folded = false;

  for (size_t i = 0; i < plan->n; i++) {
    struct ep_twig *twig = &plan->twigs[i];
    twig->y = i > 0 ? plan->twigs[twig->parent].y + plan->level_height : 0;
    twig->x += MARGIN;
    widest = fmax(widest, twig->x);
    deepest = fmax(deepest, twig->y);
    folded = folded || twig->folded;
  }
  plan->width = widest + plan->node_width / 2 + MARGIN;
  plan->height = deepest + plan->node_height + 2 + (folded ? (HANDLE + 12) * unit(layout) : 2);
}

/* Unfolds the tree to a budget of nodes and sets them out. */
static bool
set_out(struct ep_layout *layout, struct ep_tree_plan *plan, size_t budget, size_t depth)
{
  free(plan->twigs);
  plan->twigs = ep_tree_unfold(ep_tree_of(layout->chart), layout->open, budget, depth, &plan->n);
  if (plan->twigs == NULL) {
    return false;
  }
  measure_nodes(layout, plan);
  if (!ep_tree_place(plan->twigs, plan->n, plan->node_width, SIBLING_GAP * unit(layout))) {
    return false;
  }
  find_extent(layout, plan);
  return true;
}

/* A little smaller than other text, and where that is large, as small as other text often is. */
double
ep_tree_scale_min(const struct ep_layout *layout)
{
  return fmin(SCALE_MIN, READ_WELL / layout->theme.font_size);
}

/* How many levels of nodes go under the root's on that height, one at least. */
static size_t
depth_for(const struct ep_layout *layout, const struct ep_tree_plan *plan, double height)
{
  double left = height - plan->node_height - (HANDLE + 12) * unit(layout);

  return (size_t)fmin(fmax(floor(left / plan->level_height), 1), EP_TREE_DEPTH);
}

/* Unfolds as much as fits into the room at a scale that is read well, the root's children at
 * least. */
static bool
set_out_to_fit(struct ep_layout *layout, struct ep_tree_plan *plan, struct ep_rect room)
{
  const struct ep_tree *tree = ep_tree_of(layout->chart);
  size_t least = tree->nodes[0].n_children + 1;
  size_t budget = EP_TREE_BUDGET > least ? EP_TREE_BUDGET : least;
  double scale = ep_tree_scale_min(layout);

  size_t depth;

  if (!set_out(layout, plan, least, 1)) {
    return false;
  }
  depth = depth_for(layout, plan, room.height / scale);
  for (; budget > least; budget = plan->n <= budget ? plan->n - 1 : budget - 1) {
    if (!set_out(layout, plan, budget, depth)) {
      return false;
    }
    if ((plan->width <= room.width / scale && plan->height <= room.height / scale) ||
        plan->n <= least) {
      return true;
    }
  }
  return set_out(layout, plan, least, 1);
}

bool
ep_tree_plan_new(struct ep_layout *layout, struct ep_rect room)
{
  const struct ep_tree *tree = ep_tree_of(layout->chart);
  struct ep_tree_plan *plan = calloc(1, sizeof *plan);

  if (plan == NULL) {
    return false;
  }
  layout->plan = plan;
  plan->scale = 1;
  plan->twig_of = malloc(tree->n * sizeof *plan->twig_of);
  if (plan->twig_of == NULL ||
      !(layout->open != NULL ? set_out(layout, plan, EP_TREE_BUDGET, EP_TREE_DEPTH)
                             : set_out_to_fit(layout, plan, room))) {
    return false;
  }
  for (size_t i = 0; i < tree->n; i++) {
    plan->twig_of[i] = SIZE_MAX;
  }
  for (size_t i = 0; i < plan->n; i++) {
    plan->twig_of[plan->twigs[i].node] = i;
  }
  return true;
}

void
ep_tree_plan_free(void *data)
{
  struct ep_tree_plan *plan = data;

  free(plan->twigs);
  free(plan->twig_of);
  free(plan);
}

struct ep_rect
ep_tree_box(const struct ep_layout *layout, const struct ep_twig *twig)
{
  const struct ep_tree_plan *plan = layout->plan;
  double x = ep_axis_pixel(&layout->axis[EP_X], twig->x);
  double y = ep_axis_pixel(&layout->axis[EP_Y], -twig->y);
  double width = plan->node_width * plan->scale;

  return (struct ep_rect){x - width / 2, y, width, plan->node_height * plan->scale};
}

/* The chip under a node whose children are folded away says how many nodes those are. */
static struct ep_label
measure_more(const struct ep_layout *layout, const struct ep_twig *twig, char *text, size_t size)
{
  const struct ep_tree_plan *plan = layout->plan;
  size_t below = ep_tree_of(layout->chart)->nodes[twig->node].below;

  ep_layout_write_more(layout, below, text, size);
  return ep_layout_measure_font(layout, EP_ROLE_NODE, text,
                                font_of(layout, false, 0.9 * plan->scale));
}

struct ep_rect
ep_tree_handle(const struct ep_layout *layout, const struct ep_twig *twig)
{
  const struct ep_tree_plan *plan = layout->plan;
  struct ep_rect box = ep_tree_box(layout, twig);
  double size = HANDLE * unit(layout) * plan->scale;
  char text[64];

  if (twig->folded) {
    struct ep_label label = measure_more(layout, twig, text, sizeof text);
    double width = fmax(ep_tree_is_legible(layout) ? label.width : 0, size) + size;
    return (struct ep_rect){box.x + (box.width - width) / 2, box.y + box.height + size * 0.5, width,
                            fmax(label.height, size)};
  }
  if (twig->n_children > 0) {
    return (struct ep_rect){box.x + (box.width - size) / 2, box.y + box.height - size / 2, size,
                            size};
  }
  return (struct ep_rect){0, 0, 0, 0};
}

bool
ep_tree_is_legible(const struct ep_layout *layout)
{
  const struct ep_tree_plan *plan = layout->plan;

  return layout->theme.font_size * plan->scale >= LEGIBLE;
}

/* Adds a line of text in the middle of a box, ellipsised; returns its height. */
static double
add_line(struct ep_layout *layout, const char *string, struct ep_font font, struct ep_rect box,
         double y, bool dim)
{
  const struct ep_tree_plan *plan = layout->plan;
  double width = box.width - 2 * (PADDING - 2) * unit(layout) * plan->scale;
  char *text = ep_text_ellipsize(layout->text, string, &font, width + 0.5);
  struct ep_label label;

  if (text == NULL) {
    layout->failed = true;
    return 0;
  }
  label = ep_layout_measure_font(layout, EP_ROLE_NODE, text, font);
  label.x = box.x + (box.width - label.width) / 2;
  label.y = y;
  if (dim) {
    label.color = layout->theme.dim;
  }
  if (text[0] != '\0') {
    ep_layout_add(layout, &label);
  }
  free(text);
  return label.height;
}

/* The question over its lines; returns where the next text goes. */
static double
add_question(struct ep_layout *layout, const char *question, struct ep_rect box, double y)
{
  const struct ep_tree_plan *plan = layout->plan;
  struct ep_font font = font_of(layout, true, plan->scale);
  double inner = box.width - 2 * (PADDING - 2) * unit(layout) * plan->scale;
  char *lines[QUESTION_LINES];
  size_t n = ep_text_wrap(layout->text, question, &font, inner, (size_t)plan->text_lines, lines);

  for (size_t i = 0; i < n; i++) {
    y += add_line(layout, lines[i], font, box, y, false);
    free(lines[i]);
  }
  if (n == 0 && question[0] != '\0') {
    layout->failed = true;
  }
  return y;
}

static int
lines_of(const struct ep_layout *layout, const struct ep_branch *node)
{
  const struct ep_tree_plan *plan = layout->plan;
  struct ep_font font = font_of(layout, true, plan->scale);
  double inner = plan->node_width * plan->scale - 2 * (PADDING - 2) * unit(layout) * plan->scale;
  int lines = node->text[0] == '\0' ? 0 : 1;

  if (lines == 1 && plan->text_lines > 1 &&
      ep_layout_measure_font(layout, EP_ROLE_NODE, node->text, font).width > inner) {
    lines = strchr(node->text, ' ') != NULL ? 2 : 1;
  }
  return lines + (node->value[0] != '\0') + !isnan(node->n);
}

static void
add_texts(struct ep_layout *layout, const struct ep_twig *twig)
{
  const struct ep_tree_plan *plan = layout->plan;
  const struct ep_branch *node = &ep_tree_of(layout->chart)->nodes[twig->node];
  struct ep_rect box = ep_tree_box(layout, twig);
  struct ep_font plain = font_of(layout, false, plan->scale);
  double line = ep_layout_measure_font(layout, EP_ROLE_NODE, "0", plain).height;
  double bar = plan->has_bars ? (BAR_HEIGHT + BAR_GAP) * unit(layout) * plan->scale : 0;
  double y = box.y + (box.height - bar - line * lines_of(layout, node)) / 2;
  char text[EP_NUMBER_SIZE + 64];

  if (node->text[0] != '\0' && plan->text_lines > 0) {
    y = add_question(layout, node->text, box, y);
  }
  if (node->value[0] != '\0') {
    struct ep_font font = font_of(layout, node->text[0] == '\0', plan->scale);
    y += add_line(layout, node->value, font, box, y, false);
  }
  if (!isnan(node->n)) {
    write_n(layout, node->n, text, sizeof text);
    add_line(layout, text, plain, box, y, true);
  }
}

/* The answer beside the middle of the edge that it leads along. */
static void
add_answer(struct ep_layout *layout, const struct ep_twig *twig)
{
  const struct ep_tree_plan *plan = layout->plan;
  const struct ep_branch *node = &ep_tree_of(layout->chart)->nodes[twig->node];
  const struct ep_twig *parent = &plan->twigs[twig->parent];
  struct ep_rect from = ep_tree_box(layout, parent);
  struct ep_rect to = ep_tree_box(layout, twig);
  struct ep_font font = font_of(layout, false, 0.92 * plan->scale);
  double room = (plan->node_width + SIBLING_GAP * unit(layout)) * plan->scale;
  double top = from.y + from.height;
  struct ep_label label;
  char *text;

  if (node->edge == NULL || node->edge[0] == '\0') {
    return;
  }
  /* Two answers beside each other share the room between their nodes' middles. */
  text = ep_text_ellipsize(layout->text, node->edge, &font, room * 0.72 - 8);
  if (text == NULL) {
    layout->failed = true;
    return;
  }
  label = ep_layout_measure_font(layout, EP_ROLE_EDGE, text, font);
  label.x = (from.x + from.width / 2) * 0.28 + (to.x + to.width / 2) * 0.72 - label.width / 2;
  label.y = top + (to.y - top) * 0.62 - label.height / 2;
  if (text[0] != '\0') {
    ep_layout_add(layout, &label);
  }
  free(text);
}

static bool
in_sight(const struct ep_layout *layout, struct ep_rect box)
{
  const struct ep_rect *area = &layout->area;

  return box.x < area->x + area->width && box.x + box.width > area->x &&
         box.y < area->y + area->height && box.y + box.height > area->y;
}

void
ep_tree_place_texts(struct ep_layout *layout)
{
  const struct ep_tree_plan *plan = layout->plan;

  for (size_t i = 0; ep_tree_is_legible(layout) && i < plan->n; i++) {
    const struct ep_twig *twig = &plan->twigs[i];
    struct ep_rect wide = ep_tree_box(layout, twig);
    char text[64];
    if (in_sight(layout, wide)) {
      add_texts(layout, twig);
    }
    /* The answer above and the chip below are seen where the node itself is not. */
    wide.y -= plan->level_height * plan->scale;
    wide.height += 2 * plan->level_height * plan->scale;
    wide.x -= wide.width;
    wide.width *= 3;
    if (!in_sight(layout, wide)) {
      continue;
    }
    if (i > 0) {
      add_answer(layout, twig);
    }
    if (twig->folded) {
      struct ep_rect handle = ep_tree_handle(layout, twig);
      struct ep_label label = measure_more(layout, twig, text, sizeof text);
      label.x = handle.x + (handle.width - label.width) / 2;
      label.y = handle.y + (handle.height - label.height) / 2;
      ep_layout_add(layout, &label);
    }
  }
}
