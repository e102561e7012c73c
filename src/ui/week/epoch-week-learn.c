#include "config.h"

#include <glib/gi18n.h>

#include "week/epoch-week-views.h"
#include "widgets/epoch-prose.h"
#include "widgets/epoch-tick-row.h"

static GtkWidget *
new_topic_row(EpochTopic *topic)
{
  GPtrArray *children = epoch_topic_get_children(topic);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
  g_auto(GStrv) points = NULL;
  g_autofree char *term = NULL;
  g_autofree char *rest = NULL;

  for (guint i = 0; i < children->len; i++)
    g_strv_builder_add(builder, epoch_topic_get_text(g_ptr_array_index(children, i)));
  points = g_strv_builder_end(builder);
  epoch_prose_split(epoch_topic_get_text(topic), &term, &rest);
  return epoch_text_row_new(term ? term : rest, term && *rest ? rest : NULL,
                            *points ? (const char *const *)points : NULL);
}

static GtkWidget *
new_topics(EpochWeek *week)
{
  GPtrArray *topics = epoch_week_get_topics(week);
  GtkWidget *section = epoch_section_new(_("Topics"), NULL);
  GtkWidget *list = epoch_boxed_list_new(_("Topics"));

  for (guint i = 0; i < topics->len; i++)
    gtk_list_box_append(GTK_LIST_BOX(list), new_topic_row(g_ptr_array_index(topics, i)));
  gtk_box_append(GTK_BOX(section), list);
  return section;
}

static GtkWidget *
new_ethics(EpochWeek *week)
{
  GPtrArray *ethics = epoch_week_get_ethics(week);
  GtkWidget *section = epoch_section_new(_("Ethics and Good Practice"), NULL);

  for (guint i = 0; i < ethics->len; i++) {
    EpochEthics *point = g_ptr_array_index(ethics, i);
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 3);
    GtkWidget *title = epoch_prose_label_new(epoch_ethics_get_title(point));

    gtk_widget_add_css_class(box, "aside");
    gtk_widget_add_css_class(title, "heading");
    gtk_box_append(GTK_BOX(box), title);
    gtk_box_append(GTK_BOX(box), epoch_prose_label_new(epoch_ethics_get_text(point)));
    gtk_box_append(GTK_BOX(section), box);
  }
  return section;
}

static GtkWidget *
new_tick_section(EpochSession *session, const char *title, const char *description,
                 GPtrArray *items)
{
  GtkWidget *section = epoch_section_new(title, description);
  GtkWidget *list = epoch_boxed_list_new(title);

  for (guint i = 0; i < items->len; i++)
    gtk_list_box_append(GTK_LIST_BOX(list),
                        epoch_tick_row_new(session, g_ptr_array_index(items, i)));
  gtk_box_append(GTK_BOX(section), list);
  return section;
}

GtkWidget *
epoch_week_learn_new(EpochSession *session, EpochWeek *week)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 30);
  const char *prerequisites = epoch_week_get_prerequisites(week);

  if (*prerequisites) {
    GtkWidget *section = epoch_section_new(_("Before You Begin"), NULL);
    gtk_widget_set_margin_top(section, 6);
    gtk_box_append(GTK_BOX(section), epoch_prose_label_new(prerequisites));
    gtk_box_append(GTK_BOX(box), section);
  }
  gtk_box_append(GTK_BOX(box), new_topics(week));
  if (epoch_week_get_ethics(week)->len)
    gtk_box_append(GTK_BOX(box), new_ethics(week));
  if (epoch_week_get_outcomes(week)->len)
    gtk_box_append(GTK_BOX(box),
                   new_tick_section(session, _("What You Can Do Now"),
                                    _("Tick what you could show someone without looking it up."),
                                    epoch_week_get_outcomes(week)));
  if (epoch_week_get_stretch(week)->len)
    gtk_box_append(GTK_BOX(box), new_tick_section(session, _("If You Have Time"), NULL,
                                                  epoch_week_get_stretch(week)));
  return box;
}
