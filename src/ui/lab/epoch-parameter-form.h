#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

#include "experiment/epoch-experiment.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_PARAMETER_FORM (epoch_parameter_form_get_type())
G_DECLARE_FINAL_TYPE(EpochParameterForm, epoch_parameter_form, EPOCH, PARAMETER_FORM, AdwBin)

/**
 * EpochParameterForm:
 *
 * The form of an experiment, made from its parameters: the few that matter in sight, the rest
 * folded away.
 */
GtkWidget *epoch_parameter_form_new(EpochExperiment *experiment);

/**
 * epoch_parameter_form_dup_settings:
 *
 * Returns: (transfer full): what differs from the defaults, as "KEY=VALUE"
 */
char **epoch_parameter_form_dup_settings(EpochParameterForm *self);

/* Fills the form with the parameters of an earlier run; what it does not know it leaves. */
void epoch_parameter_form_set_params(EpochParameterForm *self, JsonObject *params);

/* (transfer full) (nullable): the value of one parameter as text; NULL where there is none. */
char *epoch_parameter_form_dup_value_text(EpochParameterForm *self, const char *key);

/* Sets one parameter to what a text means; FALSE where there is no such one or it makes no sense. */
gboolean epoch_parameter_form_set_text(EpochParameterForm *self, const char *key, const char *text);

/* Brings back every default. */
void epoch_parameter_form_reset(EpochParameterForm *self);

G_END_DECLS
