#include "config.h"

#include "dataset/epoch-dataset.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/epoch-error.h"
#include "base/epoch-json.h"
#include "base/epoch-paths.h"
#include "dataset/epoch-column-private.h"
#include "dataset/epoch-remote-private.h"

#define MAX_CARD_BYTES (1024 * 1024)
#define MAX_COLUMNS 10000
#define MAX_CLASSES 256 /* a label is a byte */

struct _EpochDataset {
  GObject parent_instance;

  char *id;
  char *title;
  char *description;
  char *source;
  char *licence;
  char *harms;
  char *file;
  char *sha256; /* as the card pins it */
  char *target;
  char **classes;      /* of pictures; NULL of a table */
  EpochRemote *remote; /* NULL where the file comes with Epoch */
  char *own_sha256;    /* of the learner's own copy, where one stands in for the file; or NULL */
  char *note;          /* the sentence that says so; or NULL */
  gint64 n_rows;
  GListStore *columns;
};

G_DEFINE_FINAL_TYPE(EpochDataset, epoch_dataset, G_TYPE_OBJECT)

enum { PROP_ID = 1, PROP_TITLE, PROP_DESCRIPTION, N_PROPS };

static GParamSpec *properties[N_PROPS];

static void
epoch_dataset_get_property(GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  EpochDataset *self = EPOCH_DATASET(object);

  switch (id) {
  case PROP_ID:
    g_value_set_string(value, self->id);
    break;
  case PROP_TITLE:
    g_value_set_string(value, self->title);
    break;
  case PROP_DESCRIPTION:
    g_value_set_string(value, self->description);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
  }
}

static void
epoch_dataset_finalize(GObject *object)
{
  EpochDataset *self = EPOCH_DATASET(object);

  g_free(self->id);
  g_free(self->title);
  g_free(self->description);
  g_free(self->source);
  g_free(self->licence);
  g_free(self->harms);
  g_free(self->file);
  g_free(self->sha256);
  g_free(self->target);
  g_strfreev(self->classes);
  g_clear_pointer(&self->remote, epoch_remote_free);
  g_free(self->own_sha256);
  g_free(self->note);
  g_clear_object(&self->columns);
  G_OBJECT_CLASS(epoch_dataset_parent_class)->finalize(object);
}

static void
epoch_dataset_class_init(EpochDatasetClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS(klass);
  static const char *const names[N_PROPS] = {NULL, "id", "title", "description"};

  object_class->get_property = epoch_dataset_get_property;
  object_class->finalize = epoch_dataset_finalize;
  for (guint i = 1; i < N_PROPS; i++) {
    properties[i] =
        g_param_spec_string(names[i], NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  }
  g_object_class_install_properties(object_class, N_PROPS, properties);
}

static void
epoch_dataset_init(EpochDataset *self)
{
  self->columns = g_list_store_new(EPOCH_TYPE_COLUMN);
}

static gboolean
read_texts(EpochDataset *self, JsonObject *card, const char *where, GError **error)
{
  const struct {
    const char *member;
    char **text;
  } texts[] = {
      {"id", &self->id},         {"title", &self->title},     {"description", &self->description},
      {"source", &self->source}, {"licence", &self->licence}, {"harms", &self->harms},
      {"file", &self->file},
  };
  const char *target;

  for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
    const char *text = epoch_json_get_string(card, where, texts[i].member, NULL, error);

    if (text == NULL) {
      return FALSE;
    }
    *texts[i].text = g_strdup(text);
  }
  target = epoch_json_get_string(card, where, "target", "", error);
  if (target == NULL) {
    return FALSE;
  }
  self->target = *target != '\0' ? g_strdup(target) : NULL;
  if (strchr(self->file, '/') != NULL || self->file[0] == '.' || self->file[0] == '\0') {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "%s: \"file\" is \"%s\", but the name of a file beside the card is expected", where,
                self->file);
    return FALSE;
  }
  return epoch_json_get_integer(card, where, "rows", TRUE, &self->n_rows, error);
}

/* The checksum of the file, or its home, which has it. */
static gboolean
read_file(EpochDataset *self, JsonObject *card, const char *where, GError **error)
{
  g_autofree char *place = g_strdup_printf("%s: remote", where);
  JsonNode *node = json_object_get_member(card, "remote");
  const char *sha256;

  if (node != NULL && !JSON_NODE_HOLDS_OBJECT(node)) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "%s: an object with \"url\", \"bytes\" and \"sha256\" is expected", place);
    return FALSE;
  }
  if (node != NULL) {
    self->remote = epoch_remote_new_from_json(json_node_get_object(node), place, error);
    self->sha256 = self->remote != NULL ? g_strdup(self->remote->sha256) : NULL;
    return self->remote != NULL;
  }
  sha256 = epoch_json_get_string(card, where, "sha256", NULL, error);
  if (sha256 == NULL) {
    return FALSE;
  }
  if (!epoch_remote_is_sha256(sha256)) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "%s: \"sha256\" is \"%s\", but 64 digits of 0-9 and a-f are expected", where,
                sha256);
    return FALSE;
  }
  self->sha256 = g_strdup(sha256);
  return TRUE;
}

/* Whether a copy of the learner's own stands in for the file. */
static void
read_note(EpochDataset *self)
{
  g_autofree char *name = NULL;

  if (self->remote != NULL && epoch_remote_read_note(self->file, &self->own_sha256, &name)) {
    self->note = g_strdup_printf(_("This is your own copy, “%s”: the columns and rows of the "
                                   "published table, but not the same file to the last byte."),
                                 name);
  }
}

static gboolean
read_columns(EpochDataset *self, JsonObject *card, const char *where, GError **error)
{
  EpochColumn *target;
  JsonArray *array = NULL;

  if (!epoch_json_get_array(card, where, "columns", TRUE, &array, error)) {
    return FALSE;
  }
  if (json_array_get_length(array) > MAX_COLUMNS) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_LIMIT, "%s: more than %d columns", where,
                MAX_COLUMNS);
    return FALSE;
  }
  for (guint i = 0; i < json_array_get_length(array); i++) {
    g_autofree char *place = g_strdup_printf("%s: columns[%u]", where, i);
    g_autoptr(EpochColumn) column = NULL;
    JsonObject *object = epoch_json_get_element_object(array, where, "columns", i, error);

    column = object != NULL ? epoch_column_new_from_json(object, place, error) : NULL;
    if (column == NULL) {
      return FALSE;
    }
    if (epoch_dataset_find_column(self, epoch_column_get_name(column)) != NULL) {
      g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                  "%s: a column \"%s\" is there already", place, epoch_column_get_name(column));
      return FALSE;
    }
    g_list_store_append(self->columns, column);
  }
  if (self->target == NULL) {
    return TRUE;
  }
  target = epoch_dataset_find_column(self, self->target);
  if (target == NULL || epoch_column_get_role(target) != EPOCH_COLUMN_TARGET) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "%s: \"target\" is \"%s\", but no column of that name has the role \"target\"",
                where, self->target);
    return FALSE;
  }
  return TRUE;
}

/* What the numbers of a picture's labels stand for. */
static gboolean
read_classes(EpochDataset *self, JsonObject *card, const char *where, GError **error)
{
  g_autoptr(GStrvBuilder) names = g_strv_builder_new();
  JsonArray *array = NULL;

  if (!json_object_has_member(card, "classes")) {
    return TRUE;
  }
  if (!epoch_json_get_array(card, where, "classes", TRUE, &array, error)) {
    return FALSE;
  }
  for (guint i = 0; i < json_array_get_length(array); i++) {
    JsonNode *node = json_array_get_element(array, i);

    if (!JSON_NODE_HOLDS_VALUE(node) || json_node_get_value_type(node) != G_TYPE_STRING) {
      g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                  "%s: classes[%u]: the name of a class is expected", where, i);
      return FALSE;
    }
    g_strv_builder_add(names, json_node_get_string(node));
  }
  if (json_array_get_length(array) < 2 || json_array_get_length(array) > MAX_CLASSES) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "%s: \"classes\" has %u names, but from 2 to %d are expected", where,
                json_array_get_length(array), MAX_CLASSES);
    return FALSE;
  }
  self->classes = g_strv_builder_end(names);
  return TRUE;
}

EpochDataset *
epoch_dataset_load(const char *id, GError **error)
{
  g_autoptr(EpochDataset) self = NULL;
  g_autoptr(JsonObject) card = NULL;
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;

  if (!epoch_paths_id_is_valid(id)) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "“%s” can not be a data set's id; an id has small letters, digits and “-”",
                id != NULL ? id : "");
    return NULL;
  }
  name = g_strconcat(id, ".json", NULL);
  path = epoch_paths_dup_data_file("datasets", name);
  card = epoch_json_load(path, MAX_CARD_BYTES, error);
  if (card == NULL) {
    return NULL;
  }
  self = g_object_new(EPOCH_TYPE_DATASET, NULL);
  if (!read_texts(self, card, name, error) || !read_file(self, card, name, error) ||
      !read_columns(self, card, name, error) || !read_classes(self, card, name, error)) {
    return NULL;
  }
  if (!g_str_equal(self->id, id)) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "%s: \"id\" is \"%s\", but \"%s\" is expected, as the file is called", name,
                self->id, id);
    return NULL;
  }
  read_note(self);
  return g_steal_pointer(&self);
}

const char *
epoch_dataset_get_id(EpochDataset *self)
{
  return self->id;
}

const char *
epoch_dataset_get_title(EpochDataset *self)
{
  return self->title;
}

const char *
epoch_dataset_get_description(EpochDataset *self)
{
  return self->description;
}

const char *
epoch_dataset_get_source(EpochDataset *self)
{
  return self->source;
}

const char *
epoch_dataset_get_licence(EpochDataset *self)
{
  return self->licence;
}

const char *
epoch_dataset_get_harms(EpochDataset *self)
{
  return self->harms;
}

gint64
epoch_dataset_get_rows(EpochDataset *self)
{
  return self->n_rows;
}

const char *
epoch_dataset_get_sha256(EpochDataset *self)
{
  return self->own_sha256 != NULL ? self->own_sha256 : self->sha256;
}

gboolean
epoch_dataset_check_sha256(EpochDataset *self, const void *bytes, gsize length, const char *path,
                           GError **error)
{
  g_autofree char *sha256 = g_compute_checksum_for_data(G_CHECKSUM_SHA256, bytes, length);

  if (g_str_equal(sha256, epoch_dataset_get_sha256(self))) {
    return TRUE;
  }
  g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_CHECKSUM,
              "%s is not the file that its card describes: its SHA-256 is %s, but %s is expected; "
              "it was changed or damaged, so %s again",
              path, sha256, epoch_dataset_get_sha256(self),
              epoch_dataset_is_remote(self) ? "fetch it" : "install Epoch");
  return FALSE;
}

const char *
epoch_dataset_get_pinned_sha256(EpochDataset *self)
{
  return self->sha256;
}

const char *
epoch_dataset_get_target(EpochDataset *self)
{
  return self->target;
}

const char *const *
epoch_dataset_get_classes(EpochDataset *self)
{
  return (const char *const *)self->classes;
}

GListModel *
epoch_dataset_get_columns(EpochDataset *self)
{
  return G_LIST_MODEL(self->columns);
}

EpochColumn *
epoch_dataset_find_column(EpochDataset *self, const char *name)
{
  guint n_columns = g_list_model_get_n_items(G_LIST_MODEL(self->columns));

  for (guint i = 0; i < n_columns; i++) {
    g_autoptr(EpochColumn) column = g_list_model_get_item(G_LIST_MODEL(self->columns), i);

    if (g_strcmp0(epoch_column_get_name(column), name) == 0) {
      /* The list keeps it alive. */
      return column;
    }
  }
  return NULL;
}

char *
epoch_dataset_dup_path(EpochDataset *self)
{
  return self->remote != NULL ? epoch_remote_dup_path(self->file)
                              : epoch_paths_dup_data_file("datasets", self->file);
}

const EpochRemote *
epoch_dataset_get_remote(EpochDataset *self)
{
  return self->remote;
}

gboolean
epoch_dataset_is_remote(EpochDataset *self)
{
  return self->remote != NULL;
}

gboolean
epoch_dataset_is_here(EpochDataset *self)
{
  g_autofree char *path = epoch_dataset_dup_path(self);

  return g_file_test(path, G_FILE_TEST_IS_REGULAR);
}

const char *
epoch_dataset_get_url(EpochDataset *self)
{
  return self->remote != NULL ? self->remote->url : NULL;
}

const char *
epoch_dataset_get_home(EpochDataset *self)
{
  return self->remote != NULL ? self->remote->home : NULL;
}

gint64
epoch_dataset_get_bytes(EpochDataset *self)
{
  return self->remote != NULL ? self->remote->bytes : 0;
}

const char *
epoch_dataset_get_note(EpochDataset *self)
{
  return self->note;
}
