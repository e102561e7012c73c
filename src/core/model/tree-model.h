/* What the model classes made of trees share: one tree, forests. Of the core alone. */
#pragma once

#include "model/tree-grow.h"

struct ec_tree_model {
  struct ec_model model;
  enum ec_tree_criterion criterion; /* of the last fit or load */
  struct ec_tree *trees;            /* n_trees; NULL before the first fit */
  size_t n_trees, n_outputs;
  double *base; /* n_outputs zeros */
};

/* Gives the model new trees (taken over) of the given data; the base is made before. */
void ec_tree_model_take(struct ec_tree_model *model, struct ec_tree *trees, size_t n_trees,
                        double *base, size_t n_classes, enum ec_tree_criterion criterion);
void ec_tree_model_clear(struct ec_tree_model *model);

/* The functions of a class. */
ec_status ec_tree_model_predict(const struct ec_model *model, const struct ec_matrix *x,
                                const struct ec_job *job, double *predictions,
                                struct ec_error *error);
ec_status ec_tree_model_predict_probabilities(const struct ec_model *model,
                                              const struct ec_matrix *x, const struct ec_job *job,
                                              struct ec_matrix *probabilities,
                                              struct ec_error *error);
void ec_tree_model_get_trees(const struct ec_model *model, struct ec_tree_ensemble *ensemble);
ec_status ec_tree_model_save(const struct ec_model *model, struct ec_record *record,
                             struct ec_error *error);
ec_status ec_tree_model_load(struct ec_model *model, const struct ec_record *record,
                             struct ec_error *error);

/* Writes a tree as an indented text behind the `length` bytes that are there; returns the new
 * length of the whole. */
size_t ec_tree_model_describe_tree(const struct ec_tree_model *model, size_t t, char *text,
                                   size_t size, size_t length);
