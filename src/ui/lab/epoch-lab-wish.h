#pragma once

#include <json-glib/json-glib.h>

#include "app/epoch-session.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_LAB_WISH (epoch_lab_wish_get_type())
G_DECLARE_FINAL_TYPE(EpochLabWish, epoch_lab_wish, EPOCH, LAB_WISH, GObject)

/**
 * EpochLabWish:
 *
 * What is to be set on the page of an experiment: a learner's own table that was opened, or the
 * settings of an earlier run. Whoever makes a wish then goes to lab/<experiment>, whose page takes
 * it when it shows, or at once where it is shown already. Signal: "made" ().
 *
 * Returns: (transfer none): that of a session
 */
EpochLabWish *epoch_lab_wish_of(EpochSession *session);

void epoch_lab_wish_make(EpochLabWish *self, const char *experiment, JsonObject *params);

/* (transfer full) (nullable): what is wished for an experiment, once. */
JsonObject *epoch_lab_wish_take(EpochLabWish *self, const char *experiment);

G_END_DECLS
