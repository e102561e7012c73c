#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define EPOCH_TYPE_BROWSER_PAGE (epoch_browser_page_get_type())
G_DECLARE_FINAL_TYPE(EpochBrowserPage, epoch_browser_page, EPOCH, BROWSER_PAGE, AdwNavigationPage)

/**
 * EpochBrowserPage:
 *
 * A resource of the course in an embedded web view: back, forward, reload, address, open
 * outside. What it shows is a stranger's: only http and https are ever loaded, in a network
 * session of its own, without a way to the app, to files or to another scheme. Where a page
 * can not be had it says so, with the address and a way on.
 */
GtkWidget *epoch_browser_page_new(const char *title, const char *address);
const char *epoch_browser_page_get_address(EpochBrowserPage *self);

G_END_DECLS
