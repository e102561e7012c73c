#include "config.h"

#include "markdown/epoch-links.h"

gboolean
epoch_links_are_allowed(const char *address)
{
  g_autofree char *scheme = g_uri_parse_scheme(address);

  for (const char *c = address; *c != '\0'; c++)
    if ((guchar)*c <= ' ' || *c == 0x7f)
      return FALSE;
  /* The scheme comes back in lower case. */
  return scheme != NULL && (g_str_equal(scheme, "http") || g_str_equal(scheme, "https") ||
                            g_str_equal(scheme, "mailto"));
}
