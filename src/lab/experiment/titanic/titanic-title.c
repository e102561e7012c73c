/* The title in a passenger's name: a new column made of an old one. */
#include "config.h"

#include <string.h>

#include "experiment/titanic/titanic-private.h"

const char *const epoch_titanic_titles[] = {"Mr", "Mrs", "Miss", "Master", NULL};

guint
epoch_titanic_find_title(const char *name)
{
  const char *comma = name != NULL ? strstr(name, ", ") : NULL;
  const char *point = comma != NULL ? strchr(comma, '.') : NULL;
  g_autofree char *title =
      point != NULL ? g_strndup(comma + 2, (gsize)(point - comma - 2)) : g_strdup("");
  guint number = 0;

  while (epoch_titanic_titles[number] != NULL &&
         !g_str_equal(title, epoch_titanic_titles[number])) {
    number++;
  }
  return number;
}
