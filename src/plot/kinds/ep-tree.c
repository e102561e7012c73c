#include "config.h"

#include "kinds/ep-tree-private.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ep-content.h"

static const struct ep_number_format PERCENT = {EP_NOTATION_PLAIN, 1, 0};
static const struct ep_number_format WHOLE = {EP_NOTATION_PLAIN, 0, 0};

const struct ep_tree *
ep_tree_of(const struct ep_chart *chart)
{
  return chart->data;
}

static void
tree_free(void *data)
{
  struct ep_tree *tree = data;

  for (size_t i = 0; tree->nodes != NULL && i < tree->n; i++) {
    free(tree->nodes[i].text);
    free(tree->nodes[i].value);
    free(tree->nodes[i].edge);
  }
  ep_free_strings(tree->classes, tree->n_classes);
  free(tree->nodes);
  free(tree->children);
  free(tree->levels);
  free(tree->order);
  free(tree->shares);
  free(tree);
}

double
ep_tree_share(const struct ep_tree *tree, size_t node, size_t class_number)
{
  return tree->shares != NULL ? tree->shares[node * tree->n_classes + class_number] : NAN;
}

size_t
ep_tree_get_n_nodes(const struct ep_chart *chart)
{
  return ep_tree_of(chart)->n;
}

bool
ep_tree_is_leaf(const struct ep_chart *chart, size_t node)
{
  return node >= ep_tree_of(chart)->n || ep_tree_of(chart)->nodes[node].n_children == 0;
}

size_t
ep_tree_get_parent(const struct ep_chart *chart, size_t node)
{
  return node < ep_tree_of(chart)->n ? ep_tree_of(chart)->nodes[node].parent : 0;
}

static bool
tree_valid(const struct ep_chart *chart, struct ep_datum datum)
{
  return datum.series == 0 && datum.index < ep_tree_of(chart)->n;
}

/* The node beside one on its level, as far as there is one. */
static bool
beside(const struct ep_tree *tree, size_t *node, enum ep_step step)
{
  size_t place = tree->nodes[*node].level;

  if (!ep_step_along(&place, tree->n, step) ||
      tree->nodes[tree->levels[place]].depth != tree->nodes[*node].depth) {
    return false;
  }
  *node = tree->levels[place];
  return true;
}

/* Up to the parent, down to the first child, left and right along the level; pages follow the
 * questions in the order in which they are asked. */
static bool
tree_step(const struct ep_chart *chart, struct ep_datum *datum, enum ep_step step)
{
  const struct ep_tree *tree = ep_tree_of(chart);
  const struct ep_branch *node;
  size_t place;

  if (tree->n == 0) {
    return false;
  }
  if (!tree_valid(chart, *datum) || step == EP_STEP_FIRST) {
    *datum = (struct ep_datum){0, 0};
    return true;
  }
  node = &tree->nodes[datum->index];
  switch (step) {
  case EP_STEP_NEXT:
  case EP_STEP_PREVIOUS:
    return beside(tree, &datum->index, step);
  case EP_STEP_SERIES_PREVIOUS:
    datum->index = node->parent;
    return node->depth > 0;
  case EP_STEP_SERIES_NEXT:
    datum->index = node->n_children > 0 ? tree->children[node->first] : datum->index;
    return node->n_children > 0;
  default:
    place = node->ordinal;
    if (!ep_step_along(&place, tree->n, step)) {
      return false;
    }
    datum->index = tree->order[place];
    return true;
  }
}

static void
tree_name(const struct ep_chart *chart, struct ep_datum datum, char *text, size_t size)
{
  const struct ep_branch *node = &ep_tree_of(chart)->nodes[datum.index];
  bool named = node->text[0] != '\0';

  snprintf(text, size, "%s", named || node->n_children > 0 ? node->text : chart->locale->leaf);
}

/* The shares of the classes of a node, the largest first where there is no room for all. */
static size_t
share_fields(const struct ep_chart *chart, size_t node, struct ep_field *fields, size_t room)
{
  const struct ep_tree *tree = ep_tree_of(chart);
  bool taken[EP_TREE_CLASSES_MAX] = {false};
  bool all = tree->n_classes <= room;
  size_t n = 0;

  while (n < room) {
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < tree->n_classes; i++) {
      double share = ep_tree_share(tree, node, i);
      bool better = best == SIZE_MAX || (!all && share > ep_tree_share(tree, node, best));
      if (!taken[i] && !isnan(share) && better) {
        best = i;
      }
    }
    if (best == SIZE_MAX) {
      break;
    }
    taken[best] = true;
    ep_field_set(&fields[n++], tree->classes[best], ep_tree_share(tree, node, best) * 100, PERCENT,
                 "%", chart->locale);
  }
  return n;
}

static size_t
tree_fields(const struct ep_chart *chart, struct ep_datum datum, struct ep_field *fields)
{
  const struct ep_tree *tree = ep_tree_of(chart);
  const struct ep_branch *node = &tree->nodes[datum.index];
  const struct ep_locale *locale = chart->locale;
  size_t n = 0;

  if (node->edge != NULL && node->edge[0] != '\0') {
    ep_field_set_word(&fields[n++], tree->nodes[node->parent].text, node->edge);
  }
  if (node->value[0] != '\0') {
    ep_field_set_word(&fields[n++], locale->value, node->value);
  }
  if (!isnan(node->n)) {
    ep_field_set(&fields[n++], locale->number, node->n, chart->format[EP_X], "", locale);
  }
  n += share_fields(chart, datum.index, fields + n, EP_FIELDS_MAX - n);
  if (n == 0) {
    ep_field_set_word(&fields[n++], locale->node, node->text);
  }
  return n;
}

static size_t
tree_n_entries(const struct ep_chart *chart)
{
  const struct ep_tree *tree = ep_tree_of(chart);

  return tree->shares != NULL ? tree->n_classes : 0;
}

static const char *
tree_entry_at(const struct ep_chart *chart, size_t i)
{
  return ep_tree_of(chart)->classes[i];
}

enum {
  COLUMN_NODE,
  COLUMN_PARENT,
  COLUMN_ANSWER,
  COLUMN_QUESTION,
  COLUMN_N,
  COLUMN_VALUE,
  COLUMN_SHARES
};

static size_t
tree_n_columns(const struct ep_chart *chart)
{
  return COLUMN_SHARES + tree_n_entries(chart);
}

static size_t
tree_n_rows(const struct ep_chart *chart)
{
  return ep_tree_of(chart)->n;
}

static void
tree_heading(const struct ep_chart *chart, size_t column, char *text, size_t size)
{
  const struct ep_locale *locale = chart->locale;
  const char *const headings[] = {locale->node,     locale->parent, locale->answer,
                                  locale->question, locale->number, locale->value};

  if (column < COLUMN_SHARES) {
    snprintf(text, size, "%s", headings[column]);
  } else {
    snprintf(text, size, "%s (%%)", ep_tree_of(chart)->classes[column - COLUMN_SHARES]);
  }
}

static bool
tree_numeric(const struct ep_chart *chart, size_t column)
{
  return column <= COLUMN_PARENT || column == COLUMN_N || column >= COLUMN_SHARES;
}

/* Nodes are counted from one, in the order of the document. */
static double
tree_number(const struct ep_chart *chart, size_t row, size_t column,
            struct ep_number_format *format)
{
  const struct ep_tree *tree = ep_tree_of(chart);

  *format = WHOLE;
  switch (column) {
  case COLUMN_NODE:
    return (double)row + 1;
  case COLUMN_PARENT:
    return row > 0 ? (double)tree->nodes[row].parent + 1 : NAN;
  case COLUMN_N:
    *format = chart->format[EP_X];
    return tree->nodes[row].n;
  default:
    *format = PERCENT;
    return ep_tree_share(tree, row, column - COLUMN_SHARES) * 100;
  }
}

static void
tree_word(const struct ep_chart *chart, size_t row, size_t column, char *text, size_t size)
{
  const struct ep_branch *node = &ep_tree_of(chart)->nodes[row];
  const char *edge = node->edge != NULL ? node->edge : "";

  snprintf(text, size, "%s",
           column == COLUMN_ANSWER     ? edge
           : column == COLUMN_QUESTION ? node->text
                                       : node->value);
}

static const struct ep_content TREE = {
    .free = tree_free,
    .valid = tree_valid,
    .step = tree_step,
    .name = tree_name,
    .fields = tree_fields,
    .n_entries = tree_n_entries,
    .entry_at = tree_entry_at,
    .n_columns = tree_n_columns,
    .n_rows = tree_n_rows,
    .heading = tree_heading,
    .numeric = tree_numeric,
    .number = tree_number,
    .word = tree_word,
};

/* Links children and parents; false where a node is not the child of exactly one other. */
static bool
link_nodes(struct ep_tree *tree, const struct ep_tree_node *nodes)
{
  size_t used = 0;

  for (size_t i = 0; i < tree->n; i++) {
    tree->nodes[i].parent = SIZE_MAX;
  }
  for (size_t i = 0; i < tree->n; i++) {
    tree->nodes[i].first = used;
    tree->nodes[i].n_children = nodes[i].n_children;
    for (size_t k = 0; k < nodes[i].n_children; k++) {
      size_t child = nodes[i].children[k];
      if (child == 0 || child >= tree->n || tree->nodes[child].parent != SIZE_MAX) {
        return false;
      }
      tree->nodes[child].parent = i;
      tree->children[used++] = child;
    }
  }
  tree->nodes[0].parent = 0;
  return true;
}

/* Orders the nodes by level and counts what is below each; false where some are not reached from
 * the root, which are then each other's ancestors. */
static bool
order_nodes(struct ep_tree *tree)
{
  size_t n = 1;

  tree->levels[0] = 0;
  for (size_t i = 0; i < n; i++) {
    struct ep_branch *node = &tree->nodes[tree->levels[i]];
    node->level = i;
    for (size_t k = 0; k < node->n_children; k++) {
      size_t child = tree->children[node->first + k];
      tree->nodes[child].depth = node->depth + 1;
      tree->levels[n++] = child;
    }
  }
  for (size_t i = n; i-- > 1;) {
    const struct ep_branch *node = &tree->nodes[tree->levels[i]];
    tree->nodes[node->parent].below += node->below + 1;
  }
  /* A child comes after its parent, its elder siblings and all that is below those. */
  for (size_t i = 0; i < n; i++) {
    const struct ep_branch *node = &tree->nodes[tree->levels[i]];
    size_t ordinal = node->ordinal + 1;
    for (size_t k = 0; k < node->n_children; k++) {
      struct ep_branch *child = &tree->nodes[tree->children[node->first + k]];
      child->ordinal = ordinal;
      ordinal += child->below + 1;
    }
    tree->order[node->ordinal] = tree->levels[i];
  }
  return n == tree->n;
}

static bool
copy_texts(struct ep_tree *tree, const struct ep_tree_node *nodes)
{
  for (size_t i = 0; i < tree->n; i++) {
    struct ep_branch *node = &tree->nodes[i];
    node->n = nodes[i].n;
    node->text = strdup(nodes[i].text != NULL ? nodes[i].text : "");
    node->value = strdup(nodes[i].value != NULL ? nodes[i].value : "");
    if (node->text == NULL || node->value == NULL) {
      return false;
    }
    for (size_t k = 0; nodes[i].edges != NULL && k < nodes[i].n_children; k++) {
      struct ep_branch *child = &tree->nodes[nodes[i].children[k]];
      child->edge = strdup(nodes[i].edges[k] != NULL ? nodes[i].edges[k] : "");
      if (child->edge == NULL) {
        return false;
      }
    }
  }
  return true;
}

static bool
copy_shares(struct ep_tree *tree, const struct ep_tree_node *nodes)
{
  bool any = false;

  for (size_t i = 0; i < tree->n; i++) {
    any = any || nodes[i].shares != NULL;
  }
  if (!any || tree->n_classes == 0) {
    return true;
  }
  tree->shares = malloc(tree->n * tree->n_classes * sizeof *tree->shares);
  for (size_t i = 0; tree->shares != NULL && i < tree->n; i++) {
    for (size_t k = 0; k < tree->n_classes; k++) {
      double share = nodes[i].shares != NULL && k < nodes[i].n_shares ? nodes[i].shares[k] : NAN;
      if (!isnan(share) && !(share >= 0 && share <= 1)) {
        return false;
      }
      tree->shares[i * tree->n_classes + k] = share;
    }
  }
  return tree->shares != NULL;
}

static bool
has_room(struct ep_tree *tree)
{
  tree->nodes = calloc(tree->n, sizeof *tree->nodes);
  tree->children = calloc(tree->n, sizeof *tree->children);
  tree->levels = calloc(tree->n, sizeof *tree->levels);
  tree->order = calloc(tree->n, sizeof *tree->order);
  return tree->nodes != NULL && tree->children != NULL && tree->levels != NULL &&
         tree->order != NULL;
}

/* How numbers of rows are written: weights may have fractions. */
static void
find_format(struct ep_chart *chart, const struct ep_tree *tree)
{
  chart->format[EP_X] = WHOLE;
  for (size_t i = 0; i < tree->n; i++) {
    if (!isnan(tree->nodes[i].n) && tree->nodes[i].n != round(tree->nodes[i].n)) {
      chart->format[EP_X].decimals = 1;
    }
  }
}

bool
ep_chart_set_tree(struct ep_chart *chart, const struct ep_tree_node *nodes, size_t n,
                  const char *const *classes, size_t n_classes)
{
  struct ep_tree *tree;

  if (n == 0 || n > EP_TREE_NODES_MAX || n_classes > EP_TREE_CLASSES_MAX) {
    return false;
  }
  tree = calloc(1, sizeof *tree);
  if (tree == NULL) {
    return false;
  }
  tree->n = n;
  tree->n_classes = n_classes;
  if (!ep_copy_strings(&tree->classes, classes, n_classes) || !has_room(tree) ||
      !link_nodes(tree, nodes) || !order_nodes(tree) || !copy_texts(tree, nodes) ||
      !copy_shares(tree, nodes)) {
    tree_free(tree);
    return false;
  }
  find_format(chart, tree);
  ep_chart_take_content(chart, &TREE, tree);
  return true;
}
