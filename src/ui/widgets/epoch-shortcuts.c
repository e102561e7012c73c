#include "config.h"

#include "widgets/epoch-shortcuts.h"

typedef struct {
  char *action;
  GVariant *target; /* (nullable) */
} Binding;

static void
binding_free(gpointer data)
{
  Binding *self = data;

  g_free(self->action);
  g_clear_pointer(&self->target, g_variant_unref);
  g_free(self);
}

/* A page that another one covers keeps its place in the window, but not its keys. */
static gboolean
activate_cb(GtkWidget *page, GVariant *arguments, gpointer data)
{
  Binding *self = data;

  return gtk_widget_get_mapped(page) &&
         gtk_widget_activate_action_variant(page, self->action, self->target);
}

void
epoch_shortcuts_add(GtkWidget *page, const char *trigger, const char *action, GVariant *target)
{
  GtkEventController *controller = gtk_shortcut_controller_new();
  Binding *self = g_new0(Binding, 1);

  self->action = g_strdup(action);
  self->target = target ? g_variant_ref_sink(target) : NULL;
  /* A web view would take Alt+Left for itself: keys are caught on their way down. */
  gtk_event_controller_set_propagation_phase(controller, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_set_scope(GTK_SHORTCUT_CONTROLLER(controller), GTK_SHORTCUT_SCOPE_GLOBAL);
  gtk_shortcut_controller_add_shortcut(
      GTK_SHORTCUT_CONTROLLER(controller),
      gtk_shortcut_new(gtk_shortcut_trigger_parse_string(trigger),
                       gtk_callback_action_new(activate_cb, self, binding_free)));
  gtk_widget_add_controller(page, controller);
}
