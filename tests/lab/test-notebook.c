/* The export of a notebook: templates, the file, and what is refused. That the notebooks run and
 * agree is tested by notebook-run.py. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/epoch-error.h"
#include "base/epoch-file.h"
#include "base/epoch-paths.h"
#include "export/epoch-notebook.h"
#include "export/notebook-template-private.h"
#include "lab-helper.h"

typedef struct {
  char *folder;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer data)
{
  fixture->folder = helper_make_folder();
}

static void
tear_down(Fixture *fixture, gconstpointer data)
{
  helper_remove_folder(fixture->folder);
  g_free(fixture->folder);
}

static NotebookValues *
make_values(void)
{
  static const char *const names[] = {"plain", "with \"quotes\"", NULL};
  NotebookValues *values = notebook_values_new();

  notebook_values_set_text(values, "hostile", "a\"\\\n# %% {{seed}}\t*b* <i> $x$ é");
  notebook_values_set_text(values, "empty", "");
  notebook_values_set_text(values, "model", "ridge");
  notebook_values_set_markdown(values, "prose", "one *two*\n- three");
  notebook_values_set_integer(values, "seed", G_MAXUINT64);
  notebook_values_set_number(values, "tenth", 0.1);
  notebook_values_set_number(values, "none", 0);
  notebook_values_set_boolean(values, "yes", TRUE);
  notebook_values_set_texts(values, "names", names);
  return values;
}

/* All cells as one text: "M:", "C:" or "D:" before each. */
static char *
render(const char *template, GError **error)
{
  g_autoptr(NotebookValues) values = make_values();
  g_autoptr(GPtrArray) cells = notebook_template_render(template, "test", values, error);
  g_autoptr(GString) text = g_string_new(NULL);

  if (cells == NULL) {
    return NULL;
  }
  for (guint i = 0; i < cells->len; i++) {
    const NotebookCell *cell = cells->pdata[i];

    g_string_append_printf(text, "%s%c:%s", i > 0 ? "|" : "", "MCD"[cell->kind],
                           cell -> source -> str);
  }
  return g_strdup(text->str);
}

static void
test_render(void)
{
  static const struct {
    const char *template, *expected;
  } cases[] = {
      {"", ""},
      {"# %%\nx = 1\n", "C:x = 1"},
      {"\n# %% [markdown]\n# # Title\n#\n# text\n\n# %% [data]\nD = {{tenth}}\n",
       "M:# Title\n\ntext|D:D = 0.1"},
      /* Literals in code, texts in prose. */
      {"# %%\ns, b, n = {{seed}}, {{yes}}, {{names}}",
       "C:s, b, n = 18446744073709551615, True, [\"plain\", \"with \\\"quotes\\\"\"]"},
      {"# %% [markdown]\n# {{seed}} {{yes}} {{model}}", "M:18446744073709551615 yes ridge"},
      {"# %% [markdown]\n# {{prose}}", "M:one *two*\n- three"},
      /* A value never becomes a part of the template, nor code, nor Markdown. */
      {"# %%\nx = {{hostile}}", "C:x = \"a\\\"\\\\\\n# %% {{seed}}\\x09*b* <i> $x$ é\""},
      {"# %% [markdown]\n# {{hostile}}", "M:a\"\\\\ \\# %% {{seed}} \\*b\\* \\<i\\> \\$x\\$ é"},
      /* Conditions, also around cells and in prose. */
      {"# %%\n{{#if yes}}\na\n{{else}}\nb\n{{/if}}", "C:a"},
      {"# %%\n{{#if none}}\na\n{{else}}\nb\n{{/if}}", "C:b"},
      {"# %%\n{{#if empty}}\na\n{{/if}}\nc", "C:c"},
      {"# %%\n{{#if model == ridge}}\na\n{{/if}}\n{{#if model != ridge}}\nb\n{{/if}}", "C:a"},
      {"# %% [markdown]\n# {{#if model == lasso}}\n# a\n# {{else}}\n# b\n# {{/if}}", "M:b"},
      {"{{#if none}}\n# %%\na\n{{#if yes}}\n# %%\nb\n{{/if}}\n{{/if}}\n# %%\nc", "C:c"},
      {"# %%\n{{#if yes}}\n{{#if none}}\na\n{{else}}\nb\n{{/if}}\n{{/if}}", "C:b"},
      /* Cells that come to nothing go. */
      {"# %%\n\n# %%\n{{#if none}}\na\n{{/if}}\n# %%\nb", "C:b"},
      /* Braces of Python and of formulas stay. */
      {"# %%\nd = {\"a\": {\"b\": 1}}", "C:d = {\"a\": {\"b\": 1}}"},
  };

  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GError) error = NULL;
    g_autofree char *text = render(cases[i].template, &error);

    g_assert_no_error(error);
    g_assert_cmpstr(text, ==, cases[i].expected);
  }
}

static void
test_refused_templates(void)
{
  static const struct {
    const char *template, *message;
  } cases[] = {
      {"x = 1", "test: line 1: text before the first cell"},
      {"# %%\n\nx = {{nothing}}", "test: line 3: there is no value “nothing”"},
      {"# %%\n{{#if nothing}}\n{{/if}}", "test: line 2: there is no value “nothing”"},
      {"# %%\nx = {{seed", "test: line 2: {{ is not closed by }}"},
      {"# %%\n{{#if yes}}\nx", "{{#if}} without {{/if}}"},
      {"# %%\n{{/if}}", "test: line 2: {{/if}} without {{#if}}"},
      {"# %%\n{{else}}", "test: line 2: {{else}} without {{#if}}"},
      {"# %%\n{{#if yes}}\n{{else}}\n{{else}}\n{{/if}}", "test: line 4: a second {{else}}"},
      {"# %%\n{{#each x}}", "test: line 2: there is no command {{#each x}}"},
      {"# %% [raw]", "begins no cell"},
      {"# %%\n{{> ../intro}}", "can not be the name of a part"},
      {"# %%\n{{> no-such-part}}", "can not be opened"},
  };

  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GError) error = NULL;
    g_autofree char *text = render(cases[i].template, &error);

    g_assert_null(text);
    g_assert_nonnull(error);
    g_assert_nonnull(strstr(error->message, cases[i].message));
  }
}

/* Long lists are wrapped at 79 columns and lose nothing. */
static void
test_lists(void)
{
  g_autoptr(NotebookValues) values = notebook_values_new();
  gsize rows[1000];
  gsize next = 0;
  g_auto(GStrv) lines = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    rows[i] = i * i;
  }
  notebook_values_set_rows(values, "rows", rows, G_N_ELEMENTS(rows));
  lines = g_strsplit(notebook_values_get(values, "rows")->literal, "\n", -1);
  g_assert_cmpstr(lines[0], ==, "[");
  for (gsize i = 1; lines[i + 1] != NULL; i++) {
    g_auto(GStrv) numbers = g_strsplit(g_strchug(lines[i]), ", ", -1);

    g_assert_cmpuint(strlen(lines[i]), <=, 79 - 4);
    for (gsize j = 0; numbers[j] != NULL; j++) {
      g_assert_cmpuint(g_ascii_strtoull(numbers[j], NULL, 10), ==, rows[next++]);
    }
  }
  g_assert_cmpuint(next, ==, G_N_ELEMENTS(rows));
  notebook_values_set_rows(values, "rows", rows, 0);
  g_assert_cmpstr(notebook_values_get(values, "rows")->literal, ==, "[]");
}

/* Small settings of every experiment that has a template. */
static const struct {
  const char *id;
  const char *settings[7];
} small[] = {
    {"bias-variance", {"truth=boston", "sets=10", "rows=20", NULL}},
    {"boston-linear", {"model=ridge", "repeats=2", NULL}},
    {"churn-compare", {"candidates=0", "columns=tenure,contract", "folds=2", NULL}},
    {"guessing-game", {"games=10", NULL}},
    {"heart-forest", {"candidates=1", "trees=3", "folds=2", "columns=mean_area", NULL}},
    {"iris-explore", {"dataset=penguins", "shuffles=9", NULL}},
    {"linear-algebra", {"function=chain", NULL}},
    {"mall-segments",
     {"columns=age", "most=3", "starts=1", "shuffles=0", "missing=leave-out", NULL}},
    {"mnist-cnn", {"rows=60", "epochs=1", "filters=2", "units=8", NULL}},
    {"network-by-hand", {"data=iris", "epochs=5", NULL}},
    {"titanic-explore", {"group=title", NULL}},
    {"titanic-logistic", {"title=true", "penalty=l1", "folds=3", NULL}},
};

static char *export(const Fixture *fixture, const char *id, const char *const *settings,
                    guint64 seed)
{
  g_autofree char *path = g_build_filename(fixture->folder, "notebook.ipynb", NULL);
  g_autoptr(GError) error = NULL;
  char *text = NULL;
  gboolean well = epoch_notebook_export(id, settings, seed, path, &error);

  g_assert_no_error(error);
  g_assert_true(well);
  g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
  return text;
}

/* The lines of a cell, as one text; each ends its line but the last. */
static char *
join_source(JsonObject *cell)
{
  JsonArray *source = json_object_get_array_member(cell, "source");
  guint n = json_array_get_length(source);
  g_autoptr(GString) text = g_string_new(NULL);

  g_assert_cmpuint(n, >, 0);
  for (guint i = 0; i < n; i++) {
    const char *line = json_array_get_string_element(source, i);
    const char *end = strchr(line, '\n');

    g_assert_true(i + 1 < n ? end != NULL && end[1] == '\0' : end == NULL && *line != '\0');
    g_string_append(text, line);
  }
  g_assert_null(strstr(text->str, "{{"));
  g_assert_true(g_utf8_validate(text->str, -1, NULL));
  return g_strdup(text->str);
}

/* By the schema of nbformat 4.5 (nbformat.v4.schema): what each kind of cell must and may have. */
static void
check_cell(JsonObject *cell, GHashTable *ids)
{
  const char *kind = json_object_get_string_member(cell, "cell_type");
  const char *id = json_object_get_string_member(cell, "id");
  gboolean is_code = g_str_equal(kind, "code");
  g_autofree char *source = join_source(cell);

  g_assert_true(is_code || g_str_equal(kind, "markdown"));
  g_assert_true(g_regex_match_simple("^[a-zA-Z0-9_-]{1,64}$", id, 0, 0));
  g_assert_true(g_hash_table_add(ids, g_strdup(id)));
  g_assert_true(JSON_NODE_HOLDS_OBJECT(json_object_get_member(cell, "metadata")));
  g_assert_cmpuint(json_object_get_size(cell), ==, is_code ? 6 : 4);
  if (is_code) {
    g_assert_true(json_object_get_null_member(cell, "execution_count"));
    g_assert_cmpuint(json_array_get_length(json_object_get_array_member(cell, "outputs")), ==, 0);
  }
}

static void
check_notebook(const char *text)
{
  g_autoptr(JsonParser) parser = json_parser_new();
  g_autoptr(GHashTable) ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GError) error = NULL;
  JsonObject *root, *kernel;
  JsonArray *cells;

  json_parser_load_from_data(parser, text, -1, &error);
  g_assert_no_error(error);
  root = json_node_get_object(json_parser_get_root(parser));
  g_assert_cmpint(json_object_get_int_member(root, "nbformat"), ==, 4);
  g_assert_cmpint(json_object_get_int_member(root, "nbformat_minor"), ==, 5);
  kernel =
      json_object_get_object_member(json_object_get_object_member(root, "metadata"), "kernelspec");
  g_assert_cmpstr(json_object_get_string_member(kernel, "name"), ==, "python3");
  g_assert_cmpstr(json_object_get_string_member(kernel, "display_name"), ==, "Python 3");
  cells = json_object_get_array_member(root, "cells");
  g_assert_cmpuint(json_array_get_length(cells), >=, 8);
  for (guint i = 0; i < json_array_get_length(cells); i++) {
    check_cell(json_array_get_object_element(cells, i), ids);
  }
}

static void
test_structure(Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS(small); i++) {
    g_autofree char *text = export(fixture, small[i].id, small[i].settings, 5);
    g_autofree char *again = export(fixture, small[i].id, small[i].settings, 5);

    check_notebook(text);
    g_assert_cmpstr(text, ==, again);
  }
}

/* A table of one's own: a hostile name and hostile texts stay texts. */
static void
test_own_table(Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename(fixture->folder, "a\"b`$x$ #.csv", NULL);
  g_autofree char *file = g_strconcat("file=", path, NULL);
  g_autoptr(GString) csv = g_string_new("x;\"q\"\"uo\";y\n");
  const char *settings[] = {file, "target=y", "model=logistic", "folds=2", NULL};
  g_autofree char *text = NULL;

  for (guint i = 0; i < 40; i++) {
    g_string_append_printf(csv, "%u;%s;%s\n", i * i % 7, i % 3 == 0 ? "\"# %% {{seed}}\"" : "b",
                           i % 2 == 0 ? "yes" : "no");
  }
  g_assert_true(g_file_set_contents(path, csv->str, -1, NULL));
  text = export(fixture, "own-table", settings, 2);
  check_notebook(text);
  g_assert_nonnull(strstr(text, "words = [\\\"q\\\\\\\"uo\\\"]"));
}

/* Every experiment has a template. */
static void
test_all_have_templates(void)
{
  g_autofree char *folder = epoch_paths_dup_data_file("experiments", "");
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name(dir)) != NULL) {
    if (g_str_has_suffix(name, ".json")) {
      g_autofree char *id = g_strndup(name, strlen(name) - strlen(".json"));
      g_autoptr(GError) error = NULL;
      g_autofree char *template = notebook_template_load(NULL, id, &error);

      g_assert_no_error(error);
    }
  }
}

/* The text between two others. */
static char *
find_between(const char *text, const char *begin, const char *end)
{
  const char *from = strstr(text, begin);
  const char *to = from != NULL ? strstr(from + strlen(begin), end) : NULL;

  g_assert_nonnull(to);
  return g_strndup(from + strlen(begin), (gsize)(to - from) - strlen(begin));
}

/* The whole table is in the notebook: Base64 and gzip undone, it is the file, byte by byte. */
static void
test_data(Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = export(fixture, "iris-explore", NULL, 1);
  g_autofree char *json = find_between(text, "DATA = \\\"\\\"\\\"\\n\",", "\\\"\\\"\\\"\"");
  g_autoptr(GRegex) noise = g_regex_new("\\\\n|[^A-Za-z0-9+/=]", 0, 0, NULL);
  g_autofree char *base64 = g_regex_replace_literal(noise, json, -1, 0, "", 0, NULL);
  g_autofree char *path = epoch_paths_dup_data_file("datasets", "iris.csv");
  g_autoptr(GZlibDecompressor) gzip = g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autofree char *expected = NULL;
  gsize n_compressed = 0, n_expected = 0;
  g_autofree guchar *compressed = g_base64_decode(base64, &n_compressed);
  g_autoptr(GBytes) bytes = g_bytes_new(compressed, n_compressed);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) csv = g_converter_convert_bytes(G_CONVERTER(gzip), bytes, &error);

  g_assert_no_error(error);
  g_assert_true(g_file_get_contents(path, &expected, &n_expected, NULL));
  g_assert_cmpmem(g_bytes_get_data(csv, NULL), g_bytes_get_size(csv), expected, n_expected);
}

/* The numbers are those of a run with the same settings and seed. */
static void
test_expected(Fixture *fixture, gconstpointer data)
{
  const char *settings[] = {"model=ridge", "alpha=3", NULL};
  g_autofree char *text = export(fixture, "boston-linear", settings, 9);
  const char *numbers = strstr(text, "expected = {");
  g_autofree char *literal = find_between(numbers, "\\\"rmse\\\": ", ",");
  g_autofree char *out = NULL;
  g_autoptr(JsonObject) end = NULL;
  double rmse;

  g_assert_cmpint(helper_run(&out, NULL, "run", "boston-linear", "--json", "--seed", "9", "--set",
                             "model=ridge", "--set", "alpha=3", NULL),
                  ==, 0);
  end = helper_last_line(out);
  rmse = json_object_get_double_member(json_object_get_object_member(end, "metrics"), "rmse");
  g_assert_cmpfloat(g_ascii_strtod(literal, NULL), ==, rmse);
}

static void
test_refused_settings(Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *id, *setting;
    EpochLabError code;
  } cases[] = {
      {"boston-linear", "test_share=2", EPOCH_LAB_ERROR_INPUT},
      {"boston-linear", "alpha=1; import os", EPOCH_LAB_ERROR_INPUT},
      {"boston-linear", "model=\"\"\"\nimport os", EPOCH_LAB_ERROR_INPUT},
      {"boston-linear", "columns=rm\"]; import os #", EPOCH_LAB_ERROR_INPUT},
      {"boston-linear", "dataset=../../etc/passwd", EPOCH_LAB_ERROR_INPUT},
      {"boston-linear", "no-such=1", EPOCH_LAB_ERROR_NOT_FOUND},
      {"boston-linear", "", EPOCH_LAB_ERROR_INPUT},
      {"../boston-linear", "repeats=1", EPOCH_LAB_ERROR_INPUT},
  };
  g_autofree char *path = g_build_filename(fixture->folder, "notebook.ipynb", NULL);

  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    const char *settings[] = {cases[i].setting, NULL};
    g_autoptr(GError) error = NULL;

    g_assert_false(epoch_notebook_export(cases[i].id, settings, 1, path, &error));
    g_assert_error(error, EPOCH_LAB_ERROR, (int)cases[i].code);
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
  }
}

static void
test_unwritable(Fixture *fixture, gconstpointer data)
{
  g_autofree char *absent = g_build_filename(fixture->folder, "absent", "x.ipynb", NULL);
  const char *const paths[] = {absent, fixture->folder};

  for (guint i = 0; i < G_N_ELEMENTS(paths); i++) {
    g_autoptr(GError) error = NULL;

    g_assert_false(epoch_notebook_export("linear-algebra", NULL, 1, paths[i], &error));
    g_assert_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_FILE);
    g_assert_nonnull(strstr(error->message, paths[i]));
  }
}

static void
test_program(Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename(fixture->folder, "a.ipynb", NULL);
  g_autofree char *absent = g_build_filename(fixture->folder, "absent", "x.ipynb", NULL);
  g_autofree char *text = NULL;
  g_autofree char *err = NULL;

  g_assert_cmpint(helper_run(NULL, NULL, "export", "linear-algebra", "--seed", "3", "--set", "a=3",
                             "--out", path, NULL),
                  ==, 0);
  g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
  check_notebook(text);
  g_assert_cmpint(helper_run(NULL, &err, "export", "linear-algebra", NULL), ==, 2);
  g_assert_nonnull(strstr(err, "--out"));
  g_assert_cmpint(helper_run(NULL, NULL, "export", "--out", path, NULL), ==, 2);
  g_assert_cmpint(helper_run(NULL, NULL, "export", "no-such", "--out", path, NULL), !=, 0);
  g_assert_cmpint(
      helper_run(NULL, NULL, "export", "linear-algebra", "--set", "a=x", "--out", path, NULL), ==,
      2);
  g_assert_cmpint(
      helper_run(NULL, NULL, "export", "linear-algebra", "--seed", "-1", "--out", path, NULL), ==,
      2);
  g_assert_cmpint(helper_run(NULL, NULL, "export", "linear-algebra", "--out", absent, NULL), ==, 1);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/notebook/render", test_render);
  g_test_add_func("/notebook/refused-templates", test_refused_templates);
  g_test_add_func("/notebook/lists", test_lists);
  g_test_add_func("/notebook/all-have-templates", test_all_have_templates);
  g_test_add("/notebook/structure", Fixture, NULL, set_up, test_structure, tear_down);
  g_test_add("/notebook/own-table", Fixture, NULL, set_up, test_own_table, tear_down);
  g_test_add("/notebook/data", Fixture, NULL, set_up, test_data, tear_down);
  g_test_add("/notebook/expected", Fixture, NULL, set_up, test_expected, tear_down);
  g_test_add("/notebook/refused-settings", Fixture, NULL, set_up, test_refused_settings, tear_down);
  g_test_add("/notebook/unwritable", Fixture, NULL, set_up, test_unwritable, tear_down);
  g_test_add("/notebook/program", Fixture, NULL, set_up, test_program, tear_down);
  return g_test_run();
}
