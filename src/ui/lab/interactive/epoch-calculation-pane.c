/* A computation number by number: each step with its formula, the numbers put in, and the result. */
#include "config.h"

#include <glib/gi18n.h>

#include "lab/epoch-run-results.h"
#include "lab/interactive/epoch-pane-base.h"
#include "lab/interactive/epoch-panes-private.h"
#include "widgets/epoch-prose.h"
#include "widgets/epoch-row.h"

#define MOST_STEPS 1000
/* How long a step stays while it plays by itself. */
#define PLAY_MS 2500
/* So many results of the steps before are kept in sight. */
#define N_BEFORE 3

typedef struct {
  GtkWidget *card;
  JsonArray *steps;
  guint at;
  guint play_id;
  GtkLabel *place;
  GtkLabel *title;
  GtkLabel *formula;
  GtkLabel *numbers;
  GtkLabel *result;
  GtkLabel *explain;
  GtkLabel *before;
  GtkWidget *previous;
  GtkWidget *next;
  GtkWidget *play;
} Pane;

static void
pane_free(gpointer data)
{
  Pane *self = data;

  g_clear_handle_id(&self->play_id, g_source_remove);
  json_array_unref(self->steps);
  g_free(self);
}

static const char *
get_text(JsonObject *step, const char *member)
{
  JsonNode *node = json_object_get_member(step, member);

  return node && JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_STRING
             ? json_node_get_string(node)
             : "";
}

/* A result is a number, or a text such as a vector. */
static char *
dup_result(JsonObject *step)
{
  JsonNode *node = json_object_get_member(step, "result");
  GType type = node && JSON_NODE_HOLDS_VALUE(node) ? json_node_get_value_type(node) : 0;

  return type == G_TYPE_INT64 || type == G_TYPE_DOUBLE
             ? epoch_pane_format(json_node_get_double(node), 6)
             : g_strdup(get_text(step, "result"));
}

static void
set_text(GtkLabel *label, const char *text)
{
  gtk_label_set_label(label, text);
  gtk_widget_set_visible(GTK_WIDGET(label), *text != '\0');
}

/* What came out of the steps just before, as this one builds on it. */
static char *
dup_before(Pane *self)
{
  g_autoptr(GString) text = g_string_new(NULL);

  for (guint i = self->at > N_BEFORE ? self->at - N_BEFORE : 0; i < self->at; i++) {
    JsonObject *step = json_array_get_object_element(self->steps, i);
    g_autofree char *result = dup_result(step);
    g_string_append_printf(text, "%s%s: %s", text->len ? "\n" : "", get_text(step, "title"),
                           result);
  }
  return g_strdup(text->str);
}

static void
stop(Pane *self)
{
  g_clear_handle_id(&self->play_id, g_source_remove);
  gtk_button_set_icon_name(GTK_BUTTON(self->play), "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text(self->play, _("Play All Steps"));
  gtk_accessible_update_property(GTK_ACCESSIBLE(self->play), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Play All Steps"), -1);
}

static void
show(Pane *self, gboolean announce)
{
  guint n = json_array_get_length(self->steps);
  JsonObject *step = json_array_get_object_element(self->steps, self->at);
  g_autofree char *place = g_strdup_printf(_("Step %u of %u"), self->at + 1, n);
  g_autofree char *result = dup_result(step);
  g_autofree char *equals = g_strdup_printf("= %s", result);
  g_autofree char *before = dup_before(self);
  g_autofree char *numbers = *get_text(step, "numbers")
                                 ? g_strdup_printf("= %s", get_text(step, "numbers"))
                                 : g_strdup("");

  set_text(self->place, place);
  set_text(self->title, get_text(step, "title"));
  set_text(self->formula, get_text(step, "formula"));
  set_text(self->numbers, numbers);
  set_text(self->result, *result ? equals : "");
  set_text(self->before, before);
  epoch_prose_label_set(self->explain, get_text(step, "explain"));
  gtk_widget_set_sensitive(self->previous, self->at > 0);
  gtk_widget_set_sensitive(self->next, self->at + 1 < n);
  if (announce) {
    g_autofree char *said =
        g_strdup_printf("%s. %s. %s %s %s. %s", place, get_text(step, "title"),
                        get_text(step, "formula"), numbers, equals, get_text(step, "explain"));
    gtk_accessible_announce(GTK_ACCESSIBLE(self->card), said,
                            GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  }
}

static void
go(Pane *self, int by)
{
  guint n = json_array_get_length(self->steps);

  if ((by < 0 && self->at == 0) || (by > 0 && self->at + 1 >= n))
    return;
  /* The focus goes on before the button at the end no longer takes any. */
  if (self->at + 2 == n && by > 0 && gtk_widget_has_focus(self->next))
    gtk_widget_grab_focus(self->previous);
  if (self->at == 1 && by < 0 && gtk_widget_has_focus(self->previous))
    gtk_widget_grab_focus(self->next);
  self->at = by < 0 ? self->at - 1 : self->at + 1;
  show(self, TRUE);
}

static void
previous_cb(Pane *self)
{
  stop(self);
  gtk_widget_set_sensitive(self->next, TRUE);
  go(self, -1);
}

static void
next_cb(Pane *self)
{
  stop(self);
  gtk_widget_set_sensitive(self->previous, TRUE);
  go(self, 1);
}

static gboolean
play_cb(gpointer data)
{
  Pane *self = data;

  if (self->at + 1 < json_array_get_length(self->steps)) {
    go(self, 1);
    return G_SOURCE_CONTINUE;
  }
  self->play_id = 0;
  stop(self);
  return G_SOURCE_REMOVE;
}

static void
play_clicked_cb(Pane *self)
{
  if (self->play_id) {
    stop(self);
    return;
  }
  if (self->at + 1 == json_array_get_length(self->steps))
    self->at = 0;
  show(self, TRUE);
  self->play_id = g_timeout_add(PLAY_MS, play_cb, self);
  gtk_button_set_icon_name(GTK_BUTTON(self->play), "media-playback-pause-symbolic");
  gtk_widget_set_tooltip_text(self->play, _("Pause"));
  gtk_accessible_update_property(GTK_ACCESSIBLE(self->play), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Pause"), -1);
}

static gboolean
key_cb(GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, Pane *self)
{
  switch (key) {
  case GDK_KEY_Left:
  case GDK_KEY_Page_Up:
    previous_cb(self);
    return GDK_EVENT_STOP;
  case GDK_KEY_Right:
  case GDK_KEY_Page_Down:
    next_cb(self);
    return GDK_EVENT_STOP;
  case GDK_KEY_Home:
    stop(self);
    self->at = 0;
    show(self, TRUE);
    return GDK_EVENT_STOP;
  default:
    return GDK_EVENT_PROPAGATE;
  }
}

static GtkWidget *
new_controls(Pane *self)
{
  GtkWidget *line = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 6);
  GtkEventController *keys = gtk_event_controller_key_new();

  self->place = GTK_LABEL(epoch_pane_label_new("", "numeric"));
  self->previous = epoch_icon_button_new("go-previous-symbolic", _("Previous Step"));
  self->next = epoch_icon_button_new("go-next-symbolic", _("Next Step"));
  self->play = epoch_icon_button_new("media-playback-start-symbolic", _("Play All Steps"));
  gtk_widget_set_hexpand(GTK_WIDGET(self->place), TRUE);
  gtk_widget_add_css_class(GTK_WIDGET(self->place), "dimmed");
  g_signal_connect_swapped(self->previous, "clicked", G_CALLBACK(previous_cb), self);
  g_signal_connect_swapped(self->next, "clicked", G_CALLBACK(next_cb), self);
  g_signal_connect_swapped(self->play, "clicked", G_CALLBACK(play_clicked_cb), self);
  g_signal_connect(keys, "key-pressed", G_CALLBACK(key_cb), self);
  gtk_widget_add_controller(line, keys);
  gtk_box_append(GTK_BOX(line), GTK_WIDGET(self->place));
  gtk_box_append(GTK_BOX(line), self->previous);
  gtk_box_append(GTK_BOX(line), self->play);
  gtk_box_append(GTK_BOX(line), self->next);
  return line;
}

static GtkLabel *
append_label(GtkBox *body, const char *style)
{
  GtkWidget *label = epoch_pane_label_new("", style);

  gtk_box_append(body, label);
  return GTK_LABEL(label);
}

static GtkWidget *
new_pane(Pane *self)
{
  GtkBox *body;

  self->card = epoch_pane_card_new(_("Number by Number"), NULL);
  body = epoch_pane_card_get_body(self->card);
  gtk_box_append(body, new_controls(self));
  self->before = append_label(body, "caption");
  gtk_widget_add_css_class(GTK_WIDGET(self->before), "dimmed");
  self->title = append_label(body, "heading");
  self->formula = append_label(body, "formula");
  self->numbers = append_label(body, "formula");
  self->result = append_label(body, "formula");
  gtk_widget_add_css_class(GTK_WIDGET(self->result), "differs");
  self->explain = append_label(body, NULL);
  g_object_set_data_full(G_OBJECT(self->card), "pane", self, pane_free);
  show(self, FALSE);
  return self->card;
}

/* (transfer full) (nullable): the steps, where the file holds nothing but objects there. */
static JsonArray *
dup_steps(JsonObject *object)
{
  JsonNode *node = json_object_get_member(object, "steps");
  JsonArray *steps = node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
  guint n = steps ? json_array_get_length(steps) : 0;

  if (n == 0 || n > MOST_STEPS)
    return NULL;
  for (guint i = 0; i < n; i++)
    if (!JSON_NODE_HOLDS_OBJECT(json_array_get_element(steps, i)))
      return NULL;
  return json_array_ref(steps);
}

GtkWidget *
epoch_calculation_pane_new(EpochRun *run, const char *kind)
{
  g_autoptr(JsonObject) object = epoch_run_results_load(run, kind);
  JsonArray *steps = object ? dup_steps(object) : NULL;
  Pane *self;

  if (!object)
    return NULL;
  if (!steps)
    return epoch_pane_trouble_new(_("Number by Number"),
                                  _("The file of the computation is damaged. Run it again."));
  self = g_new0(Pane, 1);
  self->steps = steps;
  return new_pane(self);
}
