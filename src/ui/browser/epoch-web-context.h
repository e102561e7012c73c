#pragma once

#include <webkit/webkit.h>

G_BEGIN_DECLS

/**
 * epoch_web_view_new_for_strangers:
 *
 * Makes a view for pages from outside. Its network session keeps cookies and cache in a
 * folder of its own; nothing of the app is registered in it: no script message handler, no
 * user script, no URI scheme.
 *
 * Returns: (transfer floating): a view
 */
WebKitWebView *epoch_web_view_new_for_strangers(void);

/**
 * epoch_web_view_new_for_text:
 *
 * Makes a view for text of the learner's and the course's own: no scripts, no network.
 *
 * Returns: (transfer floating): a view
 */
WebKitWebView *epoch_web_view_new_for_text(void);

/**
 * epoch_web_address_is_allowed:
 *
 * Tells whether a stranger's page may be loaded from there: http and https, with a host.
 */
gboolean epoch_web_address_is_allowed(const char *address);

/**
 * epoch_web_address_from_text:
 * @text: what was typed into an address field
 *
 * Returns: (transfer full) (nullable): an allowed address, "https://" put before it where it has
 *   no scheme; %NULL where it can not be one
 */
char *epoch_web_address_from_text(const char *text);

G_END_DECLS
