#include "config.h"

#include "base/epoch-paths.h"

#include <string.h>

const char *
epoch_paths_get_data_dir(void)
{
  const char *dir = g_getenv("EPOCH_DATA_DIR");

  return dir != NULL && *dir != '\0' ? dir : EPOCH_INSTALLED_DATA_DIR;
}

const char *
epoch_paths_get_lab(void)
{
  const char *lab = g_getenv("EPOCH_LAB");

  return lab != NULL && *lab != '\0' ? lab : EPOCH_INSTALLED_LAB;
}

char *
epoch_paths_dup_data_file(const char *folder, const char *name)
{
  return g_build_filename(epoch_paths_get_data_dir(), folder, name, NULL);
}

gboolean
epoch_paths_id_is_valid(const char *id)
{
  size_t length = id != NULL ? strlen(id) : 0;

  if (length == 0 || length > 64 || id[0] == '-') {
    return FALSE;
  }
  return strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}
