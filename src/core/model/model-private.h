/* What the models share with model.c. */
#pragma once

#include "model/model.h"

/* Copies a list of names, which may be NULL. NO_MEMORY. */
ec_status ec_names_copy(const char *const *names, size_t n_names, char ***copy,
                        struct ec_error *error);
void ec_names_free(char **names, size_t n_names); /* NULL is allowed */

/* Gives the model its names (taken over, may be NULL) and makes it a fitted one. */
void ec_model_take_names(struct ec_model *model, char **names, size_t n_features);

/* The class with that name. UNSUPPORTED where there is none. */
ec_status ec_model_class_find(const char *name, const struct ec_model_class **model_class,
                              struct ec_error *error);

/* Whether a model of the class can be fitted on the data; the checks of ec_model_fit(). */
ec_status ec_data_check(const struct ec_model_class *model_class, const struct ec_data *data,
                        const struct ec_job *job, struct ec_error *error);
