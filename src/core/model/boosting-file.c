/* The members of the file, beside "model" and "features":
 *   n_features, n_classes  numbers; no classes: it predicts a number
 *   learning_rate          number
 *   base                   numbers, one an output (one for two classes, else one a class)
 *   tree_nodes             numbers, how many nodes each tree has; the trees of a round are together,
 *                          output by output
 * and for each node of each tree in their order:
 *   feature                -1 of a leaf
 *   threshold, left        0 and -1 of a leaf; the right child comes after the left one
 *   missing_left           0 or 1
 *   cover, gain, value
 * Of splits of categories, if there are any:
 *   set_nodes              the numbers of their nodes, counted through all trees
 *   set_words              how many words of 32 codes a set has
 *   sets                   the words
 * and what the fit found out: best_round, stopped_early, start_loss, train_loss,
 * validation_loss (if any). */
#include "config.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "model/boosting-private.h"
#include "model/model-private.h"

static size_t
count_nodes(const struct ec_boosting_forest *forest)
{
  size_t n = 0;
  for (size_t t = 0; t < forest->n_trees; t++)
    n += forest->trees[t].n_nodes;
  return n;
}

enum node_member { FEATURE, THRESHOLD, LEFT, MISSING_LEFT, COVER, GAIN, VALUE, N_NODE_MEMBERS };

static const char *const NODE_KEYS[N_NODE_MEMBERS] = {
    "feature", "threshold", "left", "missing_left", "cover", "gain", "value"};

static double
get_member(const struct ec_tree *tree, size_t node, enum node_member member)
{
  switch (member) {
  case FEATURE:
    return tree->feature[node];
  case THRESHOLD:
    return tree->threshold[node];
  case LEFT:
    return tree->left[node];
  case MISSING_LEFT:
    return tree->missing_left[node];
  case COVER:
    return tree->cover[node];
  case GAIN:
    return tree->gain[node];
  default:
    return tree->values[node];
  }
}

static ec_status
save_nodes(const struct ec_boosting_forest *forest, double *room, struct ec_record *record,
           struct ec_error *error)
{
  ec_status status;
  for (size_t t = 0; t < forest->n_trees; t++)
    room[t] = (double)forest->trees[t].n_nodes;
  status = ec_record_add_numbers(record, "tree_nodes", room, forest->n_trees, error);
  for (int m = 0; status == EC_OK && m < N_NODE_MEMBERS; m++) {
    size_t n = 0;
    for (size_t t = 0; t < forest->n_trees; t++)
      for (size_t node = 0; node < forest->trees[t].n_nodes; node++)
        room[n++] = get_member(&forest->trees[t], node, (enum node_member)m);
    status = ec_record_add_numbers(record, NODE_KEYS[m], room, n, error);
  }
  return status;
}

/* Calls for each split of categories; `number` counts the nodes through all trees. */
static size_t
list_sets(const struct ec_boosting_forest *forest, double *nodes, double *words)
{
  size_t n = 0, number = 0;
  for (size_t t = 0; t < forest->n_trees; t++) {
    const struct ec_tree *tree = &forest->trees[t];
    for (size_t node = 0; node < tree->n_nodes; node++, number++) {
      if (tree->category_set == NULL || tree->category_set[node] == EC_TREE_LEAF)
        continue;
      if (nodes != NULL) {
        nodes[n] = (double)number;
        for (size_t w = 0; w < tree->n_category_words; w++)
          words[n * tree->n_category_words + w] =
              tree->categories[(size_t)tree->category_set[node] + w];
      }
      n++;
    }
  }
  return n;
}

static ec_status
save_sets(const struct ec_boosting_forest *forest, struct ec_record *record, struct ec_error *error)
{
  size_t n = list_sets(forest, NULL, NULL), n_words = 0, n_all;
  double *nodes = NULL, *words = NULL;
  ec_status status = EC_OK;
  for (size_t t = 0; t < forest->n_trees; t++)
    n_words =
        n_words > forest->trees[t].n_category_words ? n_words : forest->trees[t].n_category_words;
  if (n == 0)
    return EC_OK;
  if (ec_size_multiply(n, n_words, &n_all)) {
    nodes = ec_alloc(n, sizeof *nodes);
    words = ec_alloc(n_all, sizeof *words);
  }
  if (nodes == NULL || words == NULL) {
    status = ec_error_no_memory(error, "the model's file");
  } else {
    list_sets(forest, nodes, words);
    status = ec_record_add_numbers(record, "set_nodes", nodes, n, error);
    if (status == EC_OK)
      status = ec_record_add_number(record, "set_words", (double)n_words, error);
    if (status == EC_OK)
      status = ec_record_add_numbers(record, "sets", words, n_all, error);
  }
  ec_free(nodes);
  ec_free(words);
  return status;
}

static ec_status
save_result(const struct ec_boosting_result *result, struct ec_record *record,
            struct ec_error *error)
{
  ec_status status = ec_record_add_number(record, "best_round", (double)result->best_round, error);
  if (status == EC_OK)
    status = ec_record_add_boolean(record, "stopped_early", result->stopped_early, error);
  if (status == EC_OK)
    status = ec_record_add_number(record, "start_loss", result->start_loss, error);
  if (status == EC_OK)
    status =
        ec_record_add_numbers(record, "train_loss", result->train_loss, result->n_rounds, error);
  if (status == EC_OK && result->validation_loss != NULL)
    status = ec_record_add_numbers(record, "validation_loss", result->validation_loss,
                                   result->n_rounds, error);
  return status;
}

ec_status
ec_boosting_save(const struct ec_model *model, struct ec_record *record, struct ec_error *error)
{
  const struct ec_boosting *boosting = (const struct ec_boosting *)model;
  const struct ec_boosting_fit *fit = &boosting->fit;
  double *room;
  ec_status status = ec_record_add_number(record, "n_features", (double)model->n_features, error);
  if (status == EC_OK)
    status = ec_record_add_number(record, "n_classes", (double)model->n_classes, error);
  if (status == EC_OK)
    status = ec_record_add_number(record, "learning_rate", boosting->scale, error);
  if (status == EC_OK)
    status = ec_record_add_numbers(record, "base", fit->base, fit->n_outputs, error);
  if (status != EC_OK)
    return status;
  room = ec_alloc(count_nodes(&fit->forest), sizeof *room);
  if (room == NULL)
    return ec_error_no_memory(error, "the model's file");
  status = save_nodes(&fit->forest, room, record, error);
  ec_free(room);
  if (status == EC_OK)
    status = save_sets(&fit->forest, record, error);
  if (status == EC_OK)
    status = save_result(&fit->result, record, error);
  return status;
}
