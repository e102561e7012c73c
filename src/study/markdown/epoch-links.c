#include "config.h"

#include "markdown/epoch-links.h"

gboolean
epoch_links_are_allowed(const char *address)
{
  g_autofree char *scheme = g_uri_parse_scheme(address);

  for (const char *c = address; *c != '\0'; c++)
    if ((guchar)*c <= ' ' || *c == 0x7f)
      return FALSE;
  return scheme != NULL &&
         (g_ascii_strcasecmp(scheme, "http") == 0 || g_ascii_strcasecmp(scheme, "https") == 0 ||
          g_ascii_strcasecmp(scheme, "mailto") == 0);
}
