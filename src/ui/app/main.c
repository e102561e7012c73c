#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "app/epoch-application.h"

int
main(int argc, char **argv)
{
  g_autoptr(EpochApplication) application = NULL;
  const char *locale_dir = g_getenv("EPOCH_LOCALE_DIR");

  setlocale(LC_ALL, "");
  bindtextdomain(EPOCH_GETTEXT_PACKAGE, locale_dir ? locale_dir : EPOCH_INSTALLED_LOCALE_DIR);
  bind_textdomain_codeset(EPOCH_GETTEXT_PACKAGE, "UTF-8");
  textdomain(EPOCH_GETTEXT_PACKAGE);

  application = epoch_application_new();
  return g_application_run(G_APPLICATION(application), argc, argv);
}
