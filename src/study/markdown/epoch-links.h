/* Which addresses a text may lead to. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether an address has the scheme http, https or mailto and no white space or control
 * characters, which browsers would drop before they look at the scheme. */
gboolean epoch_links_are_allowed(const char *address);

G_END_DECLS
