/* What the subcommands share in reading their arguments. */
#pragma once

#include <glib.h>

/* Parses the options of a subcommand; --help prints and ends the program. %FALSE after a sentence
 * and the usage line were printed. */
gboolean options_parse(GOptionContext *context, const char *usage, int *argc, char ***argv);

/* Makes the context of a subcommand: @usage is what follows "epoch-lab" ("run ID"). */
GOptionContext *options_new(const char *usage, const char *summary, const GOptionEntry *entries);

/* Prints a sentence and the usage line on standard error; returns the exit status 2. */
int options_refuse(const char *usage, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Reads a whole number from 0 to @most out of an option; %FALSE where it is none. */
gboolean options_parse_number(const char *text, guint64 most, guint64 *number);
