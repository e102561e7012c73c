/* An experiment as declared in data/experiments/<id>.json. */
#pragma once

#include <gio/gio.h>

#include "dataset/epoch-dataset.h"
#include "experiment/epoch-parameter.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_EXPERIMENT (epoch_experiment_get_type())
G_DECLARE_FINAL_TYPE(EpochExperiment, epoch_experiment, EPOCH, EXPERIMENT, GObject)

/**
 * epoch_experiment_load:
 * @id: such as "boston-linear"
 * @error: where to put an error
 *
 * Returns: (transfer full) (nullable): the experiment, or %NULL with @error set
 */
EpochExperiment *epoch_experiment_load(const char *id, GError **error);

/**
 * epoch_experiment_list:
 * @problems: (out) (optional) (transfer full) (element-type utf8): a sentence for each file that
 *   could not be read; the others are listed all the same
 *
 * Reads all experiments, sorted by week and title.
 *
 * Returns: (transfer full) (element-type EpochExperiment): a list that owns its elements
 */
GPtrArray *epoch_experiment_list(GPtrArray **problems);

/* Also properties: "id", "week", "title", "question". */
const char *epoch_experiment_get_id(EpochExperiment *self);
int epoch_experiment_get_week(EpochExperiment *self);
const char *epoch_experiment_get_title(EpochExperiment *self);
/* The question that it answers, a sentence. */
const char *epoch_experiment_get_question(EpochExperiment *self);
/* Markdown. */
const char *epoch_experiment_get_teaches(EpochExperiment *self);
/* Markdown: what happens when it is run. */
const char *epoch_experiment_get_happens(EpochExperiment *self);
/* Sentences (Markdown). */
const char *const *epoch_experiment_get_try(EpochExperiment *self);
/* "regression", "classification", … */
const char *epoch_experiment_get_task(EpochExperiment *self);
/* (nullable): NULL of an experiment that reads no table of Epoch's, such as a game. */
const char *epoch_experiment_get_dataset_id(EpochExperiment *self);
/* Ids of other data sets it can run on; may be empty. */
const char *const *epoch_experiment_get_alternatives(EpochExperiment *self);
/* The kinds of chart artifacts, in the order in which to show them. */
const char *const *epoch_experiment_get_charts(EpochExperiment *self);
/* The metrics shown as tiles, the first one first. */
const char *const *epoch_experiment_get_metrics(EpochExperiment *self);
/* What can be played with on its page, by name ("game", "algebra"); may be empty. */
const char *const *epoch_experiment_get_panes(EpochExperiment *self);

/**
 * epoch_experiment_new_parameters:
 * @dataset_id: (nullable): one of the experiment's data sets; %NULL for the first
 * @error: where to put an error
 *
 * Gives the parameters as they are for a data set: the choices of a "columns" parameter are the
 * columns of its card. Where there is a parameter "dataset", call this again when it changes.
 *
 * Returns: (transfer full) (nullable): a list model of #EpochParameter
 */
GListModel *epoch_experiment_new_parameters(EpochExperiment *self, const char *dataset_id,
                                            GError **error);

G_END_DECLS
