#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "epoch-chart-parser-private.h"
#include "kinds/ep-tree.h"

/* What is read of all nodes, and kept until the chart has its own copy. */
struct nodes {
  struct ep_tree_node *nodes;
  gsize *children; /* of all nodes, one after the other */
  gsize *first;    /* of the children of each */
  gsize *parent;   /* G_MAXSIZE: none so far */
  gsize n;
  gsize n_children;
  GPtrArray *lists; /* shares and edges */
};

static gboolean
read_shares(EpochChartReader *reader, JsonObject *object, const char *parent, gsize n_classes,
            struct nodes *nodes, struct ep_tree_node *node)
{
  g_autofree char *path = g_strconcat(parent, "shares", NULL);
  double *shares;
  gsize n;

  if (epoch_chart_reader_member(object, "shares") == NULL) {
    return TRUE;
  }
  shares = epoch_chart_reader_list_numbers(reader, object, parent, "shares", EP_TREE_CLASSES_MAX,
                                           FALSE, &n);
  if (shares == NULL) {
    return FALSE;
  }
  g_ptr_array_add(nodes->lists, shares);
  if (n_classes > 0 && !epoch_chart_reader_check_length(reader, path, n, n_classes, "classes")) {
    return FALSE;
  }
  for (gsize i = 0; i < n; i++) {
    if (!(shares[i] >= 0 && shares[i] <= 1)) {
      return epoch_chart_reader_fail(reader, EPOCH_CHART_ERROR_INVALID,
                                     _("%s[%zu]: a share is between 0 and 1, but this is %g."),
                                     path, i, shares[i]);
    }
  }
  node->shares = shares;
  node->n_shares = n;
  return TRUE;
}

/* Takes a node as a child of another, which no other may have. */
static gboolean
take_child(EpochChartReader *reader, struct nodes *nodes, gsize i, const char *path, guint k,
           double number)
{
  gsize child;

  if (!(number >= 0 && number < (double)nodes->n && number == floor(number))) {
    return epoch_chart_reader_fail(
        reader, EPOCH_CHART_ERROR_INVALID,
        _("%s[%u]: the number of one of the %zu nodes was expected, but there is %g."), path, k,
        nodes->n, number);
  }
  child = (gsize)number;
  if (child == 0) {
    return epoch_chart_reader_fail(reader, EPOCH_CHART_ERROR_INVALID,
                                   _("%s[%u]: node 0 is the root, and no child of another."), path,
                                   k);
  }
  if (nodes->parent[child] != G_MAXSIZE) {
    return epoch_chart_reader_fail(reader, EPOCH_CHART_ERROR_INVALID,
                                   _("%s[%u]: node %zu is already the child of node %zu."), path, k,
                                   child, nodes->parent[child]);
  }
  nodes->parent[child] = i;
  nodes->children[nodes->n_children++] = child;
  return TRUE;
}

static gboolean
read_children(EpochChartReader *reader, JsonObject *object, const char *parent, gsize i,
              struct nodes *nodes)
{
  g_autofree char *path = g_strconcat(parent, "children", NULL);
  g_autofree char *edges_path = g_strconcat(parent, "edges", NULL);
  g_autofree double *numbers = NULL;
  const char **edges;
  gsize n_edges;
  gsize n;

  nodes->first[i] = nodes->n_children;
  if (epoch_chart_reader_member(object, "children") == NULL) {
    return TRUE;
  }
  numbers = epoch_chart_reader_list_numbers(reader, object, parent, "children", EP_TREE_NODES_MAX,
                                            FALSE, &n);
  for (gsize k = 0; numbers != NULL && k < n; k++) {
    if (!take_child(reader, nodes, i, path, (guint)k, numbers[k])) {
      return FALSE;
    }
  }
  nodes->nodes[i].n_children = n;
  if (numbers == NULL || epoch_chart_reader_member(object, "edges") == NULL) {
    return numbers != NULL;
  }
  edges = epoch_chart_reader_names(reader, object, parent, "edges", EP_TREE_NODES_MAX, &n_edges);
  if (edges == NULL) {
    return FALSE;
  }
  g_ptr_array_add(nodes->lists, (gpointer)edges);
  nodes->nodes[i].edges = edges;
  return epoch_chart_reader_check_length(reader, edges_path, n_edges, n, path);
}

static gboolean
read_node(EpochChartReader *reader, JsonObject *object, const char *parent, gsize n_classes,
          gsize i, struct nodes *nodes)
{
  struct ep_tree_node *node = &nodes->nodes[i];

  return epoch_chart_reader_string(reader, object, parent, "text", &node->text) &&
         epoch_chart_reader_string(reader, object, parent, "value", &node->value) &&
         epoch_chart_reader_number(reader, object, parent, "n", FALSE, &node->n) &&
         read_shares(reader, object, parent, n_classes, nodes, node) &&
         read_children(reader, object, parent, i, nodes);
}

/* Fails where a node hangs on no other, or on a ring of nodes that never comes to the root. */
static gboolean
check_roots(EpochChartReader *reader, const struct nodes *nodes)
{
  g_autofree guint8 *reached = g_new0(guint8, nodes->n);
  g_autofree gsize *queue = g_new(gsize, nodes->n);
  gsize n = 1;

  reached[0] = 1;
  queue[0] = 0;
  for (gsize i = 0; i < n; i++) {
    for (gsize k = 0; k < nodes->nodes[queue[i]].n_children; k++) {
      gsize child = nodes->children[nodes->first[queue[i]] + k];
      reached[child] = 1;
      queue[n++] = child;
    }
  }
  for (gsize i = 0; i < nodes->n; i++) {
    if (nodes->parent[i] == G_MAXSIZE && i > 0) {
      return epoch_chart_reader_fail(reader, EPOCH_CHART_ERROR_INVALID,
                                     _("nodes[%zu]: this node is no other's child."), i);
    }
    if (!reached[i]) {
      return epoch_chart_reader_fail(
          reader, EPOCH_CHART_ERROR_INVALID,
          _("nodes[%zu]: this node is below itself; its parents never come to node 0."), i);
    }
  }
  return TRUE;
}

/* Names for classes that have shares and no names. */
static const char **
read_classes(EpochChartReader *reader, JsonObject *root, gsize *n)
{
  *n = 0;
  if (epoch_chart_reader_member(root, "classes") == NULL) {
    return g_new0(const char *, 1);
  }
  return epoch_chart_reader_names(reader, root, "", "classes", EP_TREE_CLASSES_MAX, n);
}

static gboolean
read_nodes(EpochChartReader *reader, JsonArray *array, gsize n_classes, struct nodes *nodes)
{
  nodes->n = json_array_get_length(array);
  nodes->nodes = g_new0(struct ep_tree_node, nodes->n);
  nodes->children = g_new(gsize, nodes->n);
  nodes->first = g_new(gsize, nodes->n);
  nodes->parent = g_new(gsize, nodes->n);
  nodes->lists = g_ptr_array_new_with_free_func(g_free);
  for (gsize i = 0; i < nodes->n; i++) {
    nodes->parent[i] = G_MAXSIZE;
  }
  for (gsize i = 0; i < nodes->n; i++) {
    g_autofree char *parent = NULL;
    JsonObject *object = epoch_chart_reader_object_at(reader, array, (guint)i, "nodes", &parent);
    if (object == NULL || !read_node(reader, object, parent, n_classes, i, nodes)) {
      return FALSE;
    }
  }
  if (!check_roots(reader, nodes)) {
    return FALSE;
  }
  for (gsize i = 0; i < nodes->n; i++) {
    nodes->nodes[i].children = nodes->children + nodes->first[i];
  }
  return TRUE;
}

static void
nodes_clear(struct nodes *nodes)
{
  g_clear_pointer(&nodes->nodes, g_free);
  g_clear_pointer(&nodes->children, g_free);
  g_clear_pointer(&nodes->first, g_free);
  g_clear_pointer(&nodes->parent, g_free);
  g_clear_pointer(&nodes->lists, g_ptr_array_unref);
}

gboolean
epoch_chart_parser_read_tree(EpochChartReader *reader, JsonObject *root)
{
  struct nodes nodes = {0};
  g_autofree const char **classes = NULL;
  JsonArray *array;
  gsize n_classes;
  gboolean whole;

  classes = read_classes(reader, root, &n_classes);
  if (classes == NULL ||
      !epoch_chart_reader_list(reader, root, "", "nodes", EP_TREE_NODES_MAX, &array)) {
    return FALSE;
  }
  if (json_array_get_length(array) == 0) {
    return epoch_chart_reader_fail(reader, EPOCH_CHART_ERROR_INVALID,
                                   _("nodes: at least a root is needed, but there is no node."));
  }
  whole = read_nodes(reader, array, n_classes, &nodes);
  if (whole) {
    whole = ep_chart_set_tree(reader->chart, nodes.nodes, nodes.n, classes, n_classes) ||
            epoch_chart_reader_fail_memory(reader);
  }
  nodes_clear(&nodes);
  return whole;
}
