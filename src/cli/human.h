/* The events of a run, written for people: one line of progress that is written over on a
 * terminal, plain lines elsewhere, and a table at the end. */
#pragma once

#include "run/epoch-events.h"

typedef struct _Human Human;

/* @out is named at the end as the place of the files; may be %NULL. */
Human *human_new(const char *out);
void human_free(Human *self);

/* The events that it writes. */
EpochEvents *human_new_events(Human *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Human, human_free)
