#include "config.h"

#include "widgets/epoch-prose.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "markdown/epoch-markdown.h"

/* How long something that was searched for stays marked. */
#define FOUND_MS 2500

static gboolean
activate_link_cb(GtkLabel *label, const char *address, gpointer user_data)
{
  return gtk_widget_activate_action(GTK_WIDGET(label), "win.open-address", "s", address);
}

void
epoch_prose_label_set(GtkLabel *label, const char *markdown)
{
  g_autofree char *converted = epoch_markdown_inline_to_pango(markdown);
  g_autoptr(GString) markup = g_string_new(converted);

  /* No line ends between the sign of an amount and its dollars. */
  g_string_replace(markup, "−$", "−\u2060$", 0);
  g_string_replace(markup, "+$", "+\u2060$", 0);
  gtk_label_set_markup(label, markup->str);
  gtk_label_set_wrap(label, TRUE);
  gtk_label_set_wrap_mode(label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode(label, GTK_NATURAL_WRAP_NONE);
  gtk_label_set_xalign(label, 0);
  gtk_widget_add_css_class(GTK_WIDGET(label), "prose");
  if (!g_object_get_data(G_OBJECT(label), "epoch-links")) {
    g_object_set_data(G_OBJECT(label), "epoch-links", label);
    g_signal_connect(label, "activate-link", G_CALLBACK(activate_link_cb), NULL);
  }
}

GtkWidget *
epoch_prose_label_new(const char *markdown)
{
  GtkWidget *label = gtk_label_new(NULL);

  epoch_prose_label_set(GTK_LABEL(label), markdown);
  return label;
}

GtkWidget *
epoch_section_new(const char *title, const char *description)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *head = gtk_box_new(GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *heading =
      g_object_new(GTK_TYPE_LABEL, "label", title, "xalign", 0.0f, "wrap", TRUE, "wrap-mode",
                   PANGO_WRAP_WORD_CHAR, "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING, NULL);

  gtk_accessible_update_property(GTK_ACCESSIBLE(heading), GTK_ACCESSIBLE_PROPERTY_LEVEL, 2, -1);
  gtk_widget_add_css_class(heading, "heading");
  gtk_box_append(GTK_BOX(head), heading);
  if (description) {
    GtkWidget *label = epoch_prose_label_new(description);
    gtk_widget_add_css_class(label, "dimmed");
    gtk_box_append(GTK_BOX(head), label);
  }
  gtk_box_append(GTK_BOX(box), head);
  return box;
}

GtkWidget *
epoch_boxed_list_new(const char *label)
{
  GtkWidget *list = gtk_list_box_new();

  gtk_list_box_set_selection_mode(GTK_LIST_BOX(list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class(list, "boxed-list");
  gtk_accessible_update_property(GTK_ACCESSIBLE(list), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return list;
}

/* A line of a list behind its mark, a bullet or a number. */
static GtkWidget *
new_point(const char *mark, const char *markdown)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *bullet = gtk_label_new(mark);
  GtkWidget *label = epoch_prose_label_new(markdown);

  gtk_widget_set_valign(bullet, GTK_ALIGN_START);
  gtk_widget_add_css_class(bullet, "dimmed");
  gtk_widget_add_css_class(bullet, "prose");
  gtk_widget_set_hexpand(label, TRUE);
  gtk_box_append(GTK_BOX(box), bullet);
  gtk_box_append(GTK_BOX(box), label);
  return box;
}

GtkWidget *
epoch_text_row_new(const char *title, const char *text, const char *const *points)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *row = g_object_new(GTK_TYPE_LIST_BOX_ROW, "activatable", FALSE, "selectable", FALSE,
                                "focusable", FALSE, "child", box, NULL);

  gtk_widget_set_margin_top(box, 12);
  gtk_widget_set_margin_bottom(box, 12);
  gtk_widget_set_margin_start(box, 12);
  gtk_widget_set_margin_end(box, 12);
  if (title) {
    GtkWidget *label = epoch_prose_label_new(title);
    if (text || points)
      gtk_widget_add_css_class(label, "heading");
    gtk_box_append(GTK_BOX(box), label);
  }
  if (text)
    gtk_box_append(GTK_BOX(box), epoch_prose_label_new(text));
  for (; points && *points; points++)
    gtk_box_append(GTK_BOX(box), new_point("•", *points));
  return row;
}

/* The length of "- " or "12. " at the beginning of a line; 0 where it begins otherwise. */
static gsize
mark_length(const char *line)
{
  const char *c = line;

  if (g_str_has_prefix(line, "- ") || g_str_has_prefix(line, "* "))
    return 2;
  while (g_ascii_isdigit(*c))
    c++;
  return c > line && c[0] == '.' && c[1] == ' ' ? (gsize)(c - line) + 2 : 0;
}

GtkWidget *
epoch_prose_box_new(const char *markdown)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 6);
  g_auto(GStrv) lines = g_strsplit(markdown, "\n", -1);

  for (char **line = lines; *line; line++) {
    const char *text = g_strstrip(*line);
    gsize length = mark_length(text);
    g_autofree char *mark = NULL;

    if (!*text)
      continue;
    mark = length > 2 ? g_strndup(text, length - 1) : g_strdup("•");
    gtk_box_append(GTK_BOX(box),
                   length ? new_point(mark, text + length) : epoch_prose_label_new(text));
  }
  return box;
}

void
epoch_prose_split(const char *markdown, char **term, char **rest)
{
  const char *end = g_str_has_prefix(markdown, "**") ? strstr(markdown + 2, "**") : NULL;
  const char *after = end ? end + 2 : markdown;
  gsize length = end ? (gsize)(end - markdown - 2) : 0;

  *term = NULL;
  if (end && length && strchr(":.", markdown[2 + length - 1]))
    *term = g_strndup(markdown + 2, length - 1);
  else if (end && length && *after == ':')
    *term = g_strndup(markdown + 2, length), after++;
  *rest = g_strstrip(g_strdup(*term ? after : markdown));
}

char *
epoch_prose_dup_title(const char *title)
{
  g_autofree char *plain = epoch_markdown_inline_to_plain(title);
  gsize length = strlen(plain);

  if (length > 1 && plain[length - 1] == '.' && plain[length - 2] != '.')
    plain[length - 1] = '\0';
  return g_steal_pointer(&plain);
}

char *
epoch_format_hours(double hours)
{
  double rounded = round(hours * 10) / 10;

  if (rounded == floor(rounded))
    return g_strdup_printf(g_dngettext(NULL, "%d hour", "%d hours", (gulong)rounded), (int)rounded);
  return g_strdup_printf(_("%.1f hours"), rounded);
}

char *
epoch_format_time(gint64 unix_seconds)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local(unix_seconds);
  g_autoptr(GDateTime) now = g_date_time_new_now_local();
  g_autoptr(GDateTime) midnight = NULL;
  GTimeSpan before;

  if (!time)
    return g_strdup("");
  midnight = g_date_time_new_local(g_date_time_get_year(now), g_date_time_get_month(now),
                                   g_date_time_get_day_of_month(now), 0, 0, 0);
  before = g_date_time_difference(midnight, time);
  if (before <= 0)
    return g_date_time_format(time, "%H:%M");
  if (before <= G_TIME_SPAN_DAY)
    /* Translators: a time of yesterday, in the notation of strftime. */
    return g_date_time_format(time, _("Yesterday, %H:%M"));
  if (g_date_time_get_year(time) == g_date_time_get_year(now))
    /* Translators: a day of this year, in the notation of strftime. */
    return g_date_time_format(time, _("%-d %B"));
  /* Translators: a day of another year, in the notation of strftime. */
  return g_date_time_format(time, _("%-d %B %Y"));
}

static void
unmark_cb(gpointer data)
{
  GtkWidget *widget = data;

  gtk_widget_remove_css_class(widget, "found");
  g_object_unref(widget);
}

static gboolean
scroll_cb(gpointer data)
{
  GtkWidget *widget = data;
  GtkWidget *viewport = gtk_widget_get_ancestor(widget, GTK_TYPE_VIEWPORT);

  if (!gtk_widget_get_mapped(widget))
    return gtk_widget_get_root(widget) ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
  if (viewport)
    gtk_viewport_scroll_to(GTK_VIEWPORT(viewport), widget, NULL);
  gtk_widget_child_focus(widget, GTK_DIR_TAB_FORWARD);
  return G_SOURCE_REMOVE;
}

void
epoch_show_found(GtkWidget *widget)
{
  gtk_widget_add_css_class(widget, "found");
  g_timeout_add_once(FOUND_MS, unmark_cb, g_object_ref(widget));
  /* It may not have been laid out yet. */
  g_timeout_add_full(G_PRIORITY_DEFAULT_IDLE, 30, scroll_cb, g_object_ref(widget), g_object_unref);
}
