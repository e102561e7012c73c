/* A tree as text: a line a node, indented by its depth, the side of a yes before that of a no. */
#include "config.h"

#include <string.h>

#include "base/memory.h"
#include "model/linear-private.h"
#include "model/tree-model.h"
#include "model/tree-read.h"

/* So many categories are named; of more, their number is told. */
enum { NAMED_CATEGORIES = 8, INDENT_MAX = 40 };

struct writer {
  const struct ec_tree_model *model;
  const struct ec_tree *tree;
  char *text;
  size_t size, length;
};

static void
write_feature(struct writer *w, size_t feature)
{
  char quoted[64];
  char *const *names = w->model->model.names;
  if (names == NULL) {
    w->length = ec_text_append(w->text, w->size, w->length, "feature %zu", feature + 1);
    return;
  }
  ec_error_quote(quoted, sizeof quoted, names[feature], strlen(names[feature]));
  w->length = ec_text_append(w->text, w->size, w->length, "\"%s\"", quoted);
}

static void
write_set(struct writer *w, size_t node)
{
  const uint32_t *set = w->tree->categories + w->tree->category_set[node];
  size_t n = 0;
  for (size_t c = 0; c < 32 * w->tree->n_category_words; c++)
    if (set[c / 32] >> (c % 32) & 1) {
      if (n < NAMED_CATEGORIES)
        w->length =
            ec_text_append(w->text, w->size, w->length, "%s%zu", n == 0 ? " in {" : ", ", c);
      n++;
    }
  w->length = ec_text_append(w->text, w->size, w->length, "%s}",
                             n == 0                 ? " in {"
                             : n > NAMED_CATEGORIES ? ", …"
                                                    : "");
}

static void
write_leaf(struct writer *w, size_t node)
{
  size_t k = w->tree->n_outputs;
  const double *values = w->tree->values + node * k;
  if (w->model->model.n_classes > 0) {
    size_t best = ec_tree_find_largest(values, k);
    w->length = ec_text_append(w->text, w->size, w->length, "class %zu (%.3g of %.10g rows)\n",
                               best, values[best], w->tree->cover[node]);
  } else {
    w->length = ec_text_append(w->text, w->size, w->length, "%.6g (%.10g rows)\n", values[0],
                               w->tree->cover[node]);
  }
}

static void
write_node(struct writer *w, size_t node, size_t depth)
{
  size_t indent = depth < INDENT_MAX ? depth : INDENT_MAX;
  w->length = ec_text_append(w->text, w->size, w->length, "%*s", (int)(2 * indent + 2), "");
  if (w->tree->feature[node] == EC_TREE_LEAF) {
    write_leaf(w, node);
    return;
  }
  write_feature(w, (size_t)w->tree->feature[node]);
  if (w->tree->category_set != NULL && w->tree->category_set[node] != EC_TREE_LEAF)
    write_set(w, node);
  else if (w->tree->threshold[node] == __DBL_MAX__)
    w->length = ec_text_append(w->text, w->size, w->length, " is known");
  else
    w->length = ec_text_append(w->text, w->size, w->length, " <= %.6g", w->tree->threshold[node]);
  w->length = ec_text_append(w->text, w->size, w->length, "%s\n",
                             w->tree->missing_left[node] ? " or missing" : "");
}

size_t
ec_tree_model_describe_tree(const struct ec_tree_model *model, size_t t, char *text, size_t size,
                            size_t length)
{
  struct writer w = {model, &model->trees[t], text, size, length};
  /* Nodes stand in preorder, so that all that is missing is how deep each is. */
  size_t *depth = ec_alloc_zero(w.tree->n_nodes, sizeof *depth);
  if (depth == NULL)
    return length;
  for (size_t i = 0; i < w.tree->n_nodes; i++) {
    if (w.tree->feature[i] != EC_TREE_LEAF)
      depth[w.tree->left[i]] = depth[w.tree->right[i]] = depth[i] + 1;
    write_node(&w, i, depth[i]);
  }
  ec_free(depth);
  return w.length;
}
