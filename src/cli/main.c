/* epoch-lab: the lab without a window. */
#include "config.h"

#include <glib.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"

static const struct {
  const char *name;
  const char *summary;
  int (*run)(int argc, char **argv);
} commands[] = {
    {"list", N_("show the experiments, or what one can be set to"), cmd_list},
    {"run", N_("run an experiment"), cmd_run},
    {"fit", N_("train a model on a table of your own"), cmd_fit},
    {"predict", N_("predict a table with a model that was trained"), cmd_predict},
    {"fetch", N_("fetch a table that does not come with Epoch"), cmd_fetch},
    {"export", N_("write an experiment as a Jupyter notebook"), cmd_export},
    {"bench", N_("measure the compute core"), cmd_bench},
};

static void
print_usage(gboolean is_error)
{
  GString *text = g_string_new("Usage: epoch-lab COMMAND [ARGUMENT…]\n\n");

  for (guint i = 0; i < G_N_ELEMENTS(commands); i++) {
    g_string_append_printf(text, "  %-10s %s\n", commands[i].name, _(commands[i].summary));
  }
  g_string_append_printf(text, "\n  %-10s %s\n", "--version", _("show the version"));
  g_string_append_printf(text, "  %-10s %s\n", "--help", _("show this"));
  g_string_append_printf(text, "\n%s\n", _("epoch-lab COMMAND --help tells more of a command."));
  if (is_error) {
    g_printerr("%s", text->str);
  } else {
    g_print("%s", text->str);
  }
  g_string_free(text, TRUE);
}

static void
set_locale(void)
{
  const char *dir = g_getenv("EPOCH_LOCALE_DIR");

  setlocale(LC_ALL, "");
  /* Numbers are written with a point whatever the language is, as files and programs read them. */
  setlocale(LC_NUMERIC, "C");
  bindtextdomain(EPOCH_GETTEXT_PACKAGE, dir != NULL ? dir : EPOCH_INSTALLED_LOCALE_DIR);
  bind_textdomain_codeset(EPOCH_GETTEXT_PACKAGE, "UTF-8");
  textdomain(EPOCH_GETTEXT_PACKAGE);
}

static int
run_command(int argc, char **argv)
{
  const char *name = argc > 1 ? argv[1] : NULL;

  if (name == NULL) {
    print_usage(TRUE);
    return EXIT_USAGE;
  }
  if (g_str_equal(name, "--version")) {
    g_print("epoch-lab " EPOCH_VERSION "\n");
    return EXIT_WELL;
  }
  if (g_str_equal(name, "--help") || g_str_equal(name, "-h") || g_str_equal(name, "help")) {
    print_usage(FALSE);
    return EXIT_WELL;
  }
  for (guint i = 0; i < G_N_ELEMENTS(commands); i++) {
    if (g_str_equal(name, commands[i].name)) {
      g_autofree char *program = g_strconcat("epoch-lab ", name, NULL);

      g_set_prgname(program);
      return commands[i].run(argc - 1, argv + 1);
    }
  }
  g_printerr("epoch-lab: there is no command “%s”\n", name);
  print_usage(TRUE);
  return EXIT_USAGE;
}

int
main(int argc, char **argv)
{
  int status;

  set_locale();
  status = run_command(argc, argv);
  /* What could not be written, as on a full disk, must not look as if it had been. */
  if (fflush(stdout) != 0 || ferror(stdout)) {
    g_printerr("epoch-lab: %s\n", _("the output could not be written"));
    return status == EXIT_WELL ? EXIT_FAILED : status;
  }
  return status;
}
