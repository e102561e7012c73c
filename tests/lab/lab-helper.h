/* What the tests of the lab share: temporary folders, and epoch-lab as a child. */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

/* Makes a temporary folder. */
char *helper_make_folder(void);

/* Removes a folder with all that is in it. */
void helper_remove_folder(const char *path);

/* Runs epoch-lab with the arguments that follow, %NULL at the end; gives its exit status, and
 * what it said. Aborts the test where it was ended by a signal. */
int helper_run(char **out, char **err, const char *first, ...) G_GNUC_NULL_TERMINATED;

/* Does the same with a list of arguments. */
int helper_run_list(char **out, char **err, const char *const *arguments);

/* Reads a JSON file that must be well formed. */
JsonObject *helper_load(const char *folder, const char *name);

/* The last line of JSON lines. */
JsonObject *helper_last_line(const char *text);

/* Damages a text at @n_changes places: bytes are changed, dropped, doubled or cut off. */
GString *helper_damage(GRand *random, const char *text, gsize length, guint n_changes);

/* How many significant digits of @value agree with @truth, at most 16. */
double helper_digits(double value, double truth);
