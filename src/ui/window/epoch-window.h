#pragma once

#include <adwaita.h>

#include "app/epoch-session.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_WINDOW (epoch_window_get_type())
G_DECLARE_FINAL_TYPE(EpochWindow, epoch_window, EPOCH, WINDOW, AdwApplicationWindow)

/**
 * EpochWindow:
 *
 * The window: a sidebar and a page beside it. Pages lead on by actions: win.go (a place's text,
 * see EpochPlace), win.open-address and win.open-outside (an address), win.toast (a text).
 */
EpochWindow *epoch_window_new(GtkApplication *application, EpochSession *session,
                              GSettings *settings);

/* Shows a place; a text that names none is passed over. */
void epoch_window_go(EpochWindow *self, const char *place);

G_END_DECLS
