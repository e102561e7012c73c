#pragma once

/* What epoch-window.c (state and actions) and epoch-window-pages.c (which page is shown) share. */

#include "window/epoch-place.h"
#include "window/epoch-sidebar.h"
#include "window/epoch-window.h"

G_BEGIN_DECLS

struct _EpochWindow {
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toasts;
  GtkStack *states;
  AdwBin *trouble;
  AdwNavigationSplitView *split_view;
  AdwNavigationPage *content_page;
  EpochSidebar *sidebar;
  AdwNavigationView *pages;
  AdwBanner *banner;
  GtkWidget *drop_hint;

  EpochSession *session;
  GSettings *settings;
  GHashTable *kept;   /* place → page: weeks, lab and experiments stay as they were left */
  GPtrArray *history; /* the places of the sidebar that were left, oldest first */
  char *place;        /* (nullable): the place of the sidebar that is shown */
  char *wanted;       /* (nullable): where to go as soon as there is a course */
};

/* Pages of weeks store what was typed in them. */
void epoch_window_flush(EpochWindow *self);
/* Goes back: from a page to the one below it, then to the place before. */
void epoch_window_back(EpochWindow *self);
/* The number of the week that is shown; 0 where none is. */
int epoch_window_get_week(EpochWindow *self);
/* Opens a stranger's page in the window. */
void epoch_window_open_address(EpochWindow *self, const char *title, const char *address);
/* The visible page changed, by whichever way. */
void epoch_window_page_changed(EpochWindow *self);

/* Lets a table that is dropped anywhere on the window be opened in the lab. */
void epoch_window_take_drops(EpochWindow *self);

G_END_DECLS
