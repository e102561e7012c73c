/* Templates of notebooks: data/notebooks/<id>.py, in the "percent" format that editors know, with
 * places to fill in.
 *
 *   # %% [markdown]      begins a cell of prose; its lines begin with "# ", which is taken off
 *   # %%                 begins a cell of code
 *   # %% [data]          begins a cell of code that notebooks show folded
 *   {{name}}             a value: in code a literal of Python, in prose its text
 *   {{> name}}           alone on a line: the template data/notebooks/parts/<name>.py
 *   {{#if name}}         alone on a line, to {{else}} or {{/if}}: only where the value is true,
 *                        that is, neither empty nor 0 nor false
 *   {{#if name == word}} where its text is the word; also !=. The word goes to the end, and is
 *                        without quotes.
 *
 * A line that holds a command may begin with "# ", so that it can stand in prose. A cell that comes
 * to nothing is left out. What a value holds is never read as a part of the template. */
#pragma once

#include "export/notebook-values-private.h"

G_BEGIN_DECLS

typedef enum {
  NOTEBOOK_CELL_MARKDOWN,
  NOTEBOOK_CELL_CODE,
  NOTEBOOK_CELL_DATA,
} NotebookCellKind;

typedef struct {
  NotebookCellKind kind;
  GString *source;
} NotebookCell;

/**
 * notebook_template_render:
 * @template: the text of a template
 * @where: what errors call it
 * @values: what to fill in
 *
 * Errors name the line: a value that is not there, a command that is not closed or not known, a
 * part that can not be read, text before the first cell.
 *
 * Returns: (transfer full) (nullable) (element-type NotebookCell): the cells
 */
GPtrArray *notebook_template_render(const char *template, const char *where,
                                    const NotebookValues *values, GError **error);

/**
 * notebook_template_load:
 * @folder: (nullable): a folder below data/notebooks; %NULL for none
 * @name: without its ending
 *
 * Returns: (transfer full) (nullable): the text of a template
 */
char *notebook_template_load(const char *folder, const char *name, GError **error);

/**
 * notebook_cells_to_json:
 *
 * Returns: (transfer full): the notebook as nbformat 4.5, ending with a line end
 */
char *notebook_cells_to_json(GPtrArray *cells);

G_END_DECLS
