/* The subcommands of epoch-lab. Each takes its own name as argv[0] and gives the exit status:
 * 0 well, 1 failed, 2 wrong usage. */
#pragma once

#include <glib.h>

int cmd_list(int argc, char **argv);
int cmd_run(int argc, char **argv);
int cmd_fit(int argc, char **argv);
int cmd_predict(int argc, char **argv);
int cmd_fetch(int argc, char **argv);
int cmd_export(int argc, char **argv);
int cmd_bench(int argc, char **argv);

enum { EXIT_WELL = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };
