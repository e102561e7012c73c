#include "config.h"

#include "dataset/epoch-column.h"

#include "base/epoch-error.h"
#include "base/epoch-json.h"
#include "dataset/epoch-column-private.h"
#include "dataset/epoch-recode-private.h"

struct _EpochColumn {
  GObject parent_instance;

  char *name;
  char *label;
  char *kind;
  char *unit;
  char *description;
  char *reason;
  char *change_text;
  double change;
  EpochColumnRole role;
  EpochRecode *recode;
};

G_DEFINE_FINAL_TYPE(EpochColumn, epoch_column, G_TYPE_OBJECT)

enum { PROP_NAME = 1, PROP_LABEL, PROP_KIND, PROP_UNIT, PROP_DESCRIPTION, PROP_REASON, N_PROPS };

static GParamSpec *properties[N_PROPS];

static void
epoch_column_get_property(GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  EpochColumn *self = EPOCH_COLUMN(object);

  switch (id) {
  case PROP_NAME:
    g_value_set_string(value, self->name);
    break;
  case PROP_LABEL:
    g_value_set_string(value, self->label);
    break;
  case PROP_KIND:
    g_value_set_string(value, self->kind);
    break;
  case PROP_UNIT:
    g_value_set_string(value, self->unit);
    break;
  case PROP_DESCRIPTION:
    g_value_set_string(value, self->description);
    break;
  case PROP_REASON:
    g_value_set_string(value, self->reason);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
  }
}

static void
epoch_column_finalize(GObject *object)
{
  EpochColumn *self = EPOCH_COLUMN(object);

  g_free(self->name);
  g_free(self->label);
  g_free(self->kind);
  g_free(self->unit);
  g_free(self->description);
  g_free(self->reason);
  g_free(self->change_text);
  g_clear_pointer(&self->recode, epoch_recode_free);
  G_OBJECT_CLASS(epoch_column_parent_class)->finalize(object);
}

static void
epoch_column_class_init(EpochColumnClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS(klass);
  static const char *const names[N_PROPS] = {
      NULL, "name", "label", "kind", "unit", "description", "reason",
  };

  object_class->get_property = epoch_column_get_property;
  object_class->finalize = epoch_column_finalize;
  for (guint i = 1; i < N_PROPS; i++) {
    properties[i] =
        g_param_spec_string(names[i], NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  }
  g_object_class_install_properties(object_class, N_PROPS, properties);
}

static void
epoch_column_init(EpochColumn *self)
{
  self->change = 1;
}

static gboolean
read_role(EpochColumn *self, JsonObject *object, const char *where, GError **error)
{
  const char *role = epoch_json_get_string(object, where, "role", "feature", error);

  if (role == NULL) {
    return FALSE;
  }
  if (g_str_equal(role, "feature")) {
    self->role = EPOCH_COLUMN_FEATURE;
  } else if (g_str_equal(role, "target")) {
    self->role = EPOCH_COLUMN_TARGET;
  } else if (g_str_equal(role, "left-out")) {
    self->role = EPOCH_COLUMN_LEFT_OUT;
  } else {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "%s: \"role\" is \"%s\", but \"feature\", \"target\" or \"left-out\" is expected",
                where, role);
    return FALSE;
  }
  if (self->role == EPOCH_COLUMN_LEFT_OUT && *self->reason == '\0') {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "%s: a column that is left out needs its \"reason\"", where);
    return FALSE;
  }
  return TRUE;
}

static gboolean
read_change(EpochColumn *self, JsonObject *object, const char *where, GError **error)
{
  g_autofree char *place = g_strdup_printf("%s.change", where);
  JsonNode *node = json_object_get_member(object, "change");
  JsonObject *change;
  const char *text;

  if (node == NULL) {
    self->change_text = *self->unit == '\0'
                            ? g_strdup_printf("one more in “%s”", self->label)
                            : g_strdup_printf("one more %s in “%s”", self->unit, self->label);
    return TRUE;
  }
  if (!JSON_NODE_HOLDS_OBJECT(node)) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "%s: an object with \"by\" and \"text\" is expected", place);
    return FALSE;
  }
  change = json_node_get_object(node);
  text = epoch_json_get_string(change, place, "text", NULL, error);
  if (text == NULL || !epoch_json_get_number(change, place, "by", TRUE, &self->change, error)) {
    return FALSE;
  }
  self->change_text = g_strdup(text);
  return TRUE;
}

static gboolean
read_recode(EpochColumn *self, JsonObject *object, const char *where, GError **error)
{
  g_autofree char *place = g_strdup_printf("%s.recode", where);
  JsonNode *node = json_object_get_member(object, "recode");

  if (node == NULL) {
    return TRUE;
  }
  if (!JSON_NODE_HOLDS_OBJECT(node) || !g_str_equal(self->kind, "category")) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "%s: an object of codes and words is expected, in a column of \"type\" "
                "\"category\"",
                place);
    return FALSE;
  }
  self->recode = epoch_recode_new_from_json(json_node_get_object(node), place, error);
  return self->recode != NULL;
}

EpochColumn *
epoch_column_new_from_json(JsonObject *object, const char *where, GError **error)
{
  g_autoptr(EpochColumn) self = g_object_new(EPOCH_TYPE_COLUMN, NULL);
  const struct {
    const char *member;
    const char *fallback;
    char **text;
  } texts[] = {
      {"name", NULL, &self->name},
      {"label", NULL, &self->label},
      {"type", NULL, &self->kind},
      {"unit", "", &self->unit},
      {"description", NULL, &self->description},
      {"reason", "", &self->reason},
  };

  for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
    const char *text =
        epoch_json_get_string(object, where, texts[i].member, texts[i].fallback, error);

    if (text == NULL) {
      return NULL;
    }
    *texts[i].text = g_strdup(text);
  }
  if (!g_str_equal(self->kind, "number") && !g_str_equal(self->kind, "category")) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "%s: \"type\" is \"%s\", but \"number\" or \"category\" is expected", where,
                self->kind);
    return NULL;
  }
  if (!read_role(self, object, where, error) || !read_change(self, object, where, error) ||
      !read_recode(self, object, where, error)) {
    return NULL;
  }
  return g_steal_pointer(&self);
}

EpochColumn *
epoch_column_new_plain(const char *name, gboolean is_number)
{
  EpochColumn *self = g_object_new(EPOCH_TYPE_COLUMN, NULL);

  self->name = g_strdup(name);
  self->label = g_strdup(name);
  self->kind = g_strdup(is_number ? "number" : "category");
  self->unit = g_strdup("");
  self->description = g_strdup("");
  self->reason = g_strdup("");
  self->change_text = g_strdup_printf("one more in “%s”", name);
  return self;
}

void
epoch_column_set_target(EpochColumn *self)
{
  self->role = EPOCH_COLUMN_TARGET;
}

const char *
epoch_column_get_name(EpochColumn *self)
{
  return self->name;
}

const char *
epoch_column_get_label(EpochColumn *self)
{
  return self->label;
}

const char *
epoch_column_get_kind(EpochColumn *self)
{
  return self->kind;
}

const char *
epoch_column_get_unit(EpochColumn *self)
{
  return self->unit;
}

const char *
epoch_column_get_description(EpochColumn *self)
{
  return self->description;
}

EpochColumnRole
epoch_column_get_role(EpochColumn *self)
{
  return self->role;
}

const char *
epoch_column_get_reason(EpochColumn *self)
{
  return self->reason;
}

double
epoch_column_get_change(EpochColumn *self)
{
  return self->change;
}

const char *
epoch_column_get_change_text(EpochColumn *self)
{
  return self->change_text;
}

const struct _EpochRecode *
epoch_column_get_recode(EpochColumn *self)
{
  return self->recode;
}
