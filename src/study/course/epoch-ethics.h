/* EpochEthics: one point of a week's ethics and good practice. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define EPOCH_TYPE_ETHICS (epoch_ethics_get_type())
G_DECLARE_FINAL_TYPE(EpochEthics, epoch_ethics, EPOCH, ETHICS, GObject)

const char *epoch_ethics_get_title(EpochEthics *self);

/* In inline Markdown. */
const char *epoch_ethics_get_text(EpochEthics *self);

G_END_DECLS
