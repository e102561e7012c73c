#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One metric while a run trains: a growing line a split. However long the run, what is kept stays
 * small enough to be drawn in a frame. */
typedef struct _EpochLiveCurve EpochLiveCurve;

/* At most so many points of a split are kept; then every other one goes, and from there on only
 * every other one is taken. The newest is always there. */
#define EPOCH_LIVE_CURVE_POINTS 1000

EpochLiveCurve *epoch_live_curve_new(const char *name);
void epoch_live_curve_free(EpochLiveCurve *self);

/* The metric's name. */
const char *epoch_live_curve_get_name(EpochLiveCurve *self);

/* Adds a value; @split is "" where there is none. A step that is not above the one before begins
 * the line of that split anew, as where the next fold begins. */
void epoch_live_curve_add(EpochLiveCurve *self, const char *split, gint64 step, double value);

/* (transfer full): the curve as a chart document. */
char *epoch_live_curve_to_json(EpochLiveCurve *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochLiveCurve, epoch_live_curve_free)

G_END_DECLS
