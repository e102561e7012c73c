#include "config.h"

#include "lab-helper.h"

#include <glib/gstdio.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "base/epoch-json.h"
#include "base/epoch-paths.h"

char *
helper_make_folder(void)
{
  g_autoptr(GError) error = NULL;
  char *path = g_dir_make_tmp("epoch-lab-XXXXXX", &error);

  g_assert_no_error(error);
  return path;
}

void
helper_remove_folder(const char *path)
{
  g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
    g_autofree char *child = g_build_filename(path, name, NULL);

    if (g_file_test(child, G_FILE_TEST_IS_DIR)) {
      helper_remove_folder(child);
    } else {
      g_assert_cmpint(g_unlink(child), ==, 0);
    }
  }
  g_assert_cmpint(g_rmdir(path), ==, 0);
}

int
helper_run_list(char **out, char **err, const char *const *arguments)
{
  g_autoptr(GStrvBuilder) all = g_strv_builder_new();
  g_auto(GStrv) argv = NULL;
  g_autofree char *said = NULL;
  g_autofree char *complained = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) child = NULL;

  g_strv_builder_add(all, epoch_paths_get_lab());
  g_strv_builder_addv(all, (const char **)arguments);
  argv = g_strv_builder_end(all);
  child =
      g_subprocess_newv((const char *const *)argv,
                        G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
  g_assert_no_error(error);
  g_subprocess_communicate_utf8(child, NULL, NULL, &said, &complained, &error);
  g_assert_no_error(error);
  if (!g_subprocess_get_if_exited(child)) {
    g_error("epoch-lab was ended by a signal: %s", complained);
  }
  /* A sanitizer's report is a failure, whatever the test expects. */
  if (strstr(complained, "Sanitizer") != NULL || strstr(complained, "runtime error") != NULL) {
    g_error("%s", complained);
  }
  if (out != NULL) {
    *out = g_steal_pointer(&said);
  }
  if (err != NULL) {
    *err = g_steal_pointer(&complained);
  }
  return g_subprocess_get_exit_status(child);
}

int
helper_run(char **out, char **err, const char *first, ...)
{
  g_autoptr(GStrvBuilder) arguments = g_strv_builder_new();
  g_auto(GStrv) argv = NULL;
  va_list list;

  va_start(list, first);
  for (const char *next = first; next != NULL; next = va_arg(list, const char *)) {
    g_strv_builder_add(arguments, next);
  }
  va_end(list);
  argv = g_strv_builder_end(arguments);
  return helper_run_list(out, err, (const char *const *)argv);
}

JsonObject *
helper_load(const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename(folder, name, NULL);
  g_autoptr(GError) error = NULL;
  JsonObject *object = epoch_json_load(path, 64 * 1024 * 1024, &error);

  g_assert_no_error(error);
  return object;
}

JsonObject *
helper_last_line(const char *text)
{
  g_autofree char *trimmed = g_strchomp(g_strdup(text));
  const char *start = strrchr(trimmed, '\n');
  const char *line = start != NULL ? start + 1 : trimmed;
  g_autoptr(GError) error = NULL;
  JsonObject *object = epoch_json_parse(line, strlen(line), "last line", &error);

  g_assert_no_error(error);
  return object;
}

GString *
helper_damage(GRand *random, const char *text, gsize length, guint n_changes)
{
  static const char bytes[] = "\"',;\n\r{}[]:0-9eE.\\\0\377\303 x";
  GString *damaged = g_string_new_len(text, (gssize)length);

  for (guint i = 0; i < n_changes && damaged->len > 0; i++) {
    gsize place = (gsize)g_rand_int_range(random, 0, (gint32)damaged->len);
    char byte = bytes[g_rand_int_range(random, 0, sizeof bytes - 1)];

    switch (g_rand_int_range(random, 0, 5)) {
    case 0:
      damaged->str[place] = byte;
      break;
    case 1:
      g_string_erase(damaged, (gssize)place, 1);
      break;
    case 2:
      g_string_insert_c(damaged, (gssize)place, byte);
      break;
    case 3:
      damaged->str[place] = (char)g_rand_int_range(random, 0, 256);
      break;
    default:
      if (g_rand_int_range(random, 0, 8) == 0) {
        g_string_truncate(damaged, place);
      } else {
        g_string_insert_len(damaged, (gssize)place, text + length / 3, (gssize)(length / 7));
      }
    }
  }
  return damaged;
}

double
helper_digits(double value, double truth)
{
  if (value == truth) {
    return 16;
  }
  return MIN(16, -log10(fabs(value - truth) / (truth != 0 ? fabs(truth) : 1)));
}
