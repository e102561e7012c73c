#pragma once

#include "app/epoch-session.h"

G_BEGIN_DECLS

/**
 * epoch_place_describe:
 * @place: a place's text
 * @title: (out) (transfer full): what it is called
 * @subtitle: (out) (transfer full): where it belongs; "" where it needs no more
 * @icon: (out) (transfer none): an icon's name
 *
 * Names a place for people.
 *
 * Returns: whether there is such a place in this course; nothing is set otherwise
 */
gboolean epoch_place_describe(EpochSession *session, const char *place, char **title,
                              char **subtitle, const char **icon);

G_END_DECLS
