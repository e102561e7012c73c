#include "config.h"

#include "dataset/epoch-recode-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "base/epoch-json.h"
#include "base/number.h"
#include "dataset/epoch-column-private.h"
#include "dataset/epoch-table-private.h"

#define MOST_CODES 1000

typedef struct {
  char *code;
  char *word;
  double number;
  gboolean is_number;
} Entry;

struct _EpochRecode {
  GArray *entries; /* of Entry, in the order of the card */
};

static void
clear_entry(gpointer data)
{
  Entry *entry = data;

  g_free(entry->code);
  g_free(entry->word);
}

void
epoch_recode_free(EpochRecode *self)
{
  g_array_unref(self->entries);
  g_free(self);
}

static gboolean
is_same(const Entry *entry, const char *code, double number, gboolean is_number)
{
  return entry->is_number ? is_number && entry->number == number
                          : !is_number && g_str_equal(entry->code, code);
}

const char *
epoch_recode_find(const EpochRecode *self, const char *code)
{
  g_autofree char *bare = g_strstrip(g_strdup(code));
  double number = 0;
  gboolean is_number = ec_number_parse(bare, strlen(bare), &number);

  for (guint i = 0; i < self->entries->len; i++) {
    const Entry *entry = &g_array_index(self->entries, Entry, i);

    if (is_same(entry, bare, number, is_number)) {
      return entry->word;
    }
  }
  return NULL;
}

char *
epoch_recode_list(const EpochRecode *self)
{
  GString *text = g_string_new(NULL);

  for (guint i = 0; i < self->entries->len; i++) {
    g_string_append_printf(text, "%s%s", i > 0 ? ", " : "",
                           g_array_index(self->entries, Entry, i).code);
  }
  return g_string_free(text, FALSE);
}

static gboolean
add(EpochRecode *self, JsonObject *object, const char *code, const char *where, GError **error)
{
  const char *word = epoch_json_get_string(object, where, code, NULL, error);
  Entry entry = {0};

  if (word == NULL) {
    return FALSE;
  }
  if (*code == '\0' || *word == '\0') {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "%s: \"%s\" is \"%s\", but a code and a word for it are expected", where, code,
                word);
    return FALSE;
  }
  if (epoch_recode_find(self, code) != NULL) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "%s: the code \"%s\" is there already", where, code);
    return FALSE;
  }
  entry.is_number = ec_number_parse(code, strlen(code), &entry.number);
  entry.code = g_strdup(code);
  entry.word = g_strdup(word);
  g_array_append_val(self->entries, entry);
  return TRUE;
}

EpochRecode *
epoch_recode_new_from_json(JsonObject *object, const char *where, GError **error)
{
  g_autoptr(EpochRecode) self = g_new0(EpochRecode, 1);
  g_autoptr(GList) codes = json_object_get_members(object);
  guint n_codes = g_list_length(codes);

  self->entries = g_array_new(FALSE, FALSE, sizeof(Entry));
  g_array_set_clear_func(self->entries, clear_entry);
  if (n_codes < 1 || n_codes > MOST_CODES) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "%s: it has %u codes, but 1 to %d are expected", where, n_codes, MOST_CODES);
    return NULL;
  }
  for (GList *code = codes; code != NULL; code = code->next) {
    if (!add(self, object, code->data, where, error)) {
      return NULL;
    }
  }
  return g_steal_pointer(&self);
}

/* The first row that has a level; one has it, for the table was just read. */
static gsize
find_row(const struct ec_table *table, gsize column, int32_t code)
{
  const int32_t *codes = ec_table_get_codes(table, column);
  gsize row = 0;

  while (row + 1 < ec_table_n_rows(table) && codes[row] != code) {
    row++;
  }
  return row;
}

static gboolean
refuse(const EpochRecode *recode, const struct ec_table *table, gsize column, int32_t code,
       const char *where, GError **error)
{
  g_autofree char *known = epoch_recode_list(recode);
  const char *level = ec_table_get_level(table, column, code);
  char shown[64];

  ec_error_quote(shown, sizeof shown, level, strlen(level));
  g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
              /* Translators: a file, the number of a row, a column, a value, and those known */
              _("%s: row %zu, column “%s”: “%s” has no meaning there; the values are %s"), where,
              find_row(table, column, code) + 1, ec_table_get_name(table, column), shown, known);
  return FALSE;
}

/* A text column with its words in place of its codes. */
static gboolean
add_recoded(const EpochRecode *recode, const struct ec_table *table, gsize column,
            struct ec_table *recoded, const char *where, GError **error)
{
  const int32_t *codes = ec_table_get_codes(table, column);
  gsize n_levels = ec_table_n_levels(table, column), n_rows = ec_table_n_rows(table);
  g_autofree const char **words = g_new(const char *, n_levels + 1);
  g_autofree const char **values = g_new(const char *, n_rows + 1);
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status;

  for (gsize level = 0; level < n_levels; level++) {
    words[level] = epoch_recode_find(recode, ec_table_get_level(table, column, (int32_t)level));
    if (words[level] == NULL) {
      return refuse(recode, table, column, (int32_t)level, where, error);
    }
  }
  for (gsize row = 0; row < n_rows; row++) {
    values[row] = codes[row] != EC_MISSING_CODE ? words[codes[row]] : NULL;
  }
  status = ec_table_add_text(recoded, ec_table_get_name(table, column), values, &core_error);
  return epoch_core_error_propagate(status, &core_error, where, error);
}

static gboolean
add_as_is(const struct ec_table *table, gsize column, struct ec_table *copy, const char *where,
          GError **error)
{
  const char *name = ec_table_get_name(table, column);
  gsize n_rows = ec_table_n_rows(table);
  struct ec_error core_error = EC_ERROR_INIT;
  g_autofree const char **values = NULL;
  ec_status status;

  if (ec_table_get_type(table, column) == EC_COLUMN_NUMBER) {
    status = ec_table_add_numbers(copy, name, ec_table_get_numbers(table, column), &core_error);
    return epoch_core_error_propagate(status, &core_error, where, error);
  }
  values = g_new(const char *, n_rows + 1);
  for (gsize row = 0; row < n_rows; row++) {
    values[row] = ec_table_get_text(table, column, row);
  }
  status = ec_table_add_text(copy, name, values, &core_error);
  return epoch_core_error_propagate(status, &core_error, where, error);
}

gboolean
epoch_recode_is_needed(EpochDataset *dataset)
{
  GListModel *columns = epoch_dataset_get_columns(dataset);
  gboolean needed = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items(columns) && !needed; i++) {
    g_autoptr(EpochColumn) column = g_list_model_get_item(columns, i);

    needed = epoch_column_get_recode(column) != NULL;
  }
  return needed;
}

struct ec_table *
epoch_recode_table(EpochDataset *dataset, const struct ec_table *table, const char *where,
                   GError **error)
{
  struct ec_error core_error = EC_ERROR_INIT;
  g_autoptr(EpochTable) recoded = NULL;
  ec_status status = ec_table_new(ec_table_n_rows(table), &recoded, &core_error);

  if (!epoch_core_error_propagate(status, &core_error, where, error)) {
    return NULL;
  }
  for (gsize i = 0; i < ec_table_n_columns(table); i++) {
    EpochColumn *column = epoch_dataset_find_column(dataset, ec_table_get_name(table, i));
    const EpochRecode *recode = column != NULL ? epoch_column_get_recode(column) : NULL;

    if (!(recode != NULL ? add_recoded(recode, table, i, recoded, where, error)
                         : add_as_is(table, i, recoded, where, error))) {
      return NULL;
    }
  }
  return g_steal_pointer(&recoded);
}
