/* Where the program's own files are. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * epoch_paths_get_data_dir:
 *
 * Gives the folder of experiments, data sets and the course: the environment's EPOCH_DATA_DIR
 * where set, else the installed one.
 *
 * Returns: (transfer none): a path
 */
const char *epoch_paths_get_data_dir(void);

/**
 * epoch_paths_get_lab:
 *
 * Gives the program that trains: the environment's EPOCH_LAB where set, else the installed
 * epoch-lab.
 *
 * Returns: (transfer none): a path
 */
const char *epoch_paths_get_lab(void);

/**
 * epoch_paths_dup_data_file:
 * @folder: a folder of the data folder, such as "datasets"
 * @name: a file name
 *
 * Puts together the path of one of the program's data files.
 *
 * Returns: (transfer full): a path
 */
char *epoch_paths_dup_data_file(const char *folder, const char *name);

/**
 * epoch_paths_id_is_valid:
 * @id: (nullable): a string from outside
 *
 * Tells whether @id may name an experiment, a data set or a run: 1 to 64 of a-z, 0-9 and "-",
 * a letter or digit first. Such a name can not lead out of its folder.
 */
gboolean epoch_paths_id_is_valid(const char *id);

G_END_DECLS
