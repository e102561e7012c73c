/* The file of a notebook: nbformat 4.5, as
 * https://nbformat.readthedocs.io/en/latest/format_description.html describes it. */
#include "config.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "export/notebook-template-private.h"

/* A list of lines, each with its line end but the last. */
static void
add_source(JsonBuilder *builder, const char *source)
{
  json_builder_set_member_name(builder, "source");
  json_builder_begin_array(builder);
  while (*source != '\0') {
    const char *end = strchr(source, '\n');
    gsize length = end != NULL ? (gsize)(end - source) + 1 : strlen(source);
    g_autofree char *line = g_strndup(source, length);

    json_builder_add_string_value(builder, line);
    source += length;
  }
  json_builder_end_array(builder);
}

/* Data is folded away: by "source_hidden" in JupyterLab, by the tag in books made of notebooks. */
static void
add_metadata(JsonBuilder *builder, NotebookCellKind kind)
{
  json_builder_set_member_name(builder, "metadata");
  json_builder_begin_object(builder);
  if (kind == NOTEBOOK_CELL_DATA) {
    json_builder_set_member_name(builder, "jupyter");
    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "source_hidden");
    json_builder_add_boolean_value(builder, TRUE);
    json_builder_end_object(builder);
    json_builder_set_member_name(builder, "tags");
    json_builder_begin_array(builder);
    json_builder_add_string_value(builder, "hide-input");
    json_builder_end_array(builder);
  }
  json_builder_end_object(builder);
}

static void
add_cell(JsonBuilder *builder, const NotebookCell *cell, guint number)
{
  gboolean is_code = cell->kind != NOTEBOOK_CELL_MARKDOWN;
  g_autofree char *id = g_strdup_printf("cell-%02u", number);

  json_builder_begin_object(builder);
  json_builder_set_member_name(builder, "cell_type");
  json_builder_add_string_value(builder, is_code ? "code" : "markdown");
  if (is_code) {
    json_builder_set_member_name(builder, "execution_count");
    json_builder_add_null_value(builder);
  }
  json_builder_set_member_name(builder, "id");
  json_builder_add_string_value(builder, id);
  add_metadata(builder, cell->kind);
  if (is_code) {
    json_builder_set_member_name(builder, "outputs");
    json_builder_begin_array(builder);
    json_builder_end_array(builder);
  }
  add_source(builder, cell->source->str);
  json_builder_end_object(builder);
}

static void
add_texts(JsonBuilder *builder, const char *name, const char *const *members)
{
  json_builder_set_member_name(builder, name);
  json_builder_begin_object(builder);
  for (guint i = 0; members[i] != NULL; i += 2) {
    json_builder_set_member_name(builder, members[i]);
    json_builder_add_string_value(builder, members[i + 1]);
  }
  json_builder_end_object(builder);
}

char *
notebook_cells_to_json(GPtrArray *cells)
{
  static const char *const kernel[] = {"display_name", "Python 3", "language", "python",
                                       "name",         "python3",  NULL};
  static const char *const language[] = {"file_extension", ".py", "name", "python", NULL};
  g_autoptr(JsonBuilder) builder = json_builder_new();
  g_autoptr(JsonGenerator) generator = json_generator_new();
  g_autoptr(JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object(builder);
  json_builder_set_member_name(builder, "cells");
  json_builder_begin_array(builder);
  for (guint i = 0; i < cells->len; i++) {
    add_cell(builder, cells->pdata[i], i + 1);
  }
  json_builder_end_array(builder);
  json_builder_set_member_name(builder, "metadata");
  json_builder_begin_object(builder);
  add_texts(builder, "kernelspec", kernel);
  add_texts(builder, "language_info", language);
  json_builder_end_object(builder);
  json_builder_set_member_name(builder, "nbformat");
  json_builder_add_int_value(builder, 4);
  json_builder_set_member_name(builder, "nbformat_minor");
  json_builder_add_int_value(builder, 5);
  json_builder_end_object(builder);
  root = json_builder_get_root(builder);
  json_generator_set_root(generator, root);
  json_generator_set_pretty(generator, TRUE);
  json_generator_set_indent(generator, 1);
  text = json_generator_to_data(generator, NULL);
  return g_strconcat(text, "\n", NULL);
}
