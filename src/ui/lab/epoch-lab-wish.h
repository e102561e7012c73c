#pragma once

#include <json-glib/json-glib.h>

#include "app/epoch-session.h"

G_BEGIN_DECLS

/* What is to be set on the page of an experiment when it is next shown: a learner's own table that
 * was opened, or the settings of an earlier run. Whoever sets one then goes to lab/<experiment>. */
void epoch_lab_wish_set(EpochSession *session, const char *experiment, JsonObject *params);

/* (transfer full) (nullable): what is wished for an experiment, once. */
JsonObject *epoch_lab_wish_take(EpochSession *session, const char *experiment);

G_END_DECLS
