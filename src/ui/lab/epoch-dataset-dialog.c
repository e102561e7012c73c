#include "config.h"

#include "lab/epoch-dataset-dialog.h"

#include <glib/gi18n.h>

#include "dataset/epoch-dataset.h"
#include "widgets/epoch-prose.h"

static void
append_section(GtkWidget *box, const char *title, const char *text)
{
  GtkWidget *section;

  if (!text || !*text)
    return;
  section = epoch_section_new(title, NULL);
  gtk_box_set_spacing(GTK_BOX(section), 6);
  gtk_box_append(GTK_BOX(section), epoch_prose_box_new(text));
  gtk_box_append(GTK_BOX(box), section);
}

static GtkWidget *
new_column_row(EpochColumn *column)
{
  const char *unit = epoch_column_get_unit(column);
  g_autofree char *title = *unit ? g_strdup_printf("%s · `%s` · %s", epoch_column_get_label(column),
                                                   epoch_column_get_name(column), unit)
                                 : g_strdup_printf("%s · `%s`", epoch_column_get_label(column),
                                                   epoch_column_get_name(column));
  const char *points[] = {NULL, NULL};
  g_autofree char *reason = NULL;

  if (epoch_column_get_role(column) == EPOCH_COLUMN_LEFT_OUT) {
    reason = g_strdup_printf(_("**Left out:** %s"), epoch_column_get_reason(column));
    points[0] = reason;
  } else if (epoch_column_get_role(column) == EPOCH_COLUMN_TARGET) {
    points[0] = _("**This is what is predicted.**");
  }
  return epoch_text_row_new(title, epoch_column_get_description(column), points[0] ? points : NULL);
}

/* Where a file that does not come with Epoch is from, and whether it is here. */
static void
append_home(GtkWidget *box, EpochDataset *dataset)
{
  g_autofree char *size = NULL;
  g_autofree char *text = NULL;

  if (!epoch_dataset_is_remote(dataset))
    return;
  size = g_format_size((guint64)epoch_dataset_get_bytes(dataset));
  text = g_strdup_printf(
      epoch_dataset_is_here(dataset)
          /* Translators: a name of a server, an address, a size, and maybe a note */
          ? _("[%s](%s) (%s). It does not come with Epoch; it is on this computer now.\n\n%s")
          : _("[%s](%s) (%s). It does not come with Epoch, and is not on this computer yet.\n\n%s"),
      epoch_dataset_get_home(dataset), epoch_dataset_get_url(dataset), size,
      epoch_dataset_get_note(dataset) ? epoch_dataset_get_note(dataset) : "");
  append_section(box, _("Its Home"), text);
}

static void
append_columns(GtkWidget *box, EpochDataset *dataset)
{
  GListModel *columns = epoch_dataset_get_columns(dataset);
  GtkWidget *section = epoch_section_new(_("Columns"), NULL);
  GtkWidget *list = epoch_boxed_list_new(_("Columns"));

  for (guint i = 0; i < g_list_model_get_n_items(columns); i++) {
    g_autoptr(EpochColumn) column = g_list_model_get_item(columns, i);
    gtk_list_box_append(GTK_LIST_BOX(list), new_column_row(column));
  }
  gtk_box_append(GTK_BOX(section), list);
  gtk_box_append(GTK_BOX(box), section);
}

static GtkWidget *
new_card(EpochDataset *dataset)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 24);
  GtkWidget *head = gtk_box_new(GTK_ORIENTATION_VERTICAL, 3);
  /* Translators: the size of a table. */
  g_autofree char *size =
      g_strdup_printf(_("%d rows, %u columns"), (int)epoch_dataset_get_rows(dataset),
                      g_list_model_get_n_items(epoch_dataset_get_columns(dataset)));
  GtkWidget *caption = epoch_prose_label_new(size);

  gtk_widget_add_css_class(caption, "dimmed");
  gtk_box_append(GTK_BOX(head), epoch_prose_label_new(epoch_dataset_get_description(dataset)));
  gtk_box_append(GTK_BOX(head), caption);
  gtk_box_append(GTK_BOX(box), head);
  append_section(box, _("Whom It May Harm"), epoch_dataset_get_harms(dataset));
  append_section(box, _("Where It Comes From"), epoch_dataset_get_source(dataset));
  append_home(box, dataset);
  append_section(box, _("Licence"), epoch_dataset_get_licence(dataset));
  append_columns(box, dataset);
  gtk_widget_set_margin_top(box, 12);
  gtk_widget_set_margin_bottom(box, 24);
  gtk_widget_set_margin_start(box, 18);
  gtk_widget_set_margin_end(box, 18);
  return box;
}

AdwDialog *
epoch_dataset_dialog_new(const char *id)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(EpochDataset) dataset = epoch_dataset_load(id, &error);
  AdwDialog *dialog = adw_dialog_new();
  GtkWidget *view = adw_toolbar_view_new();
  GtkWidget *scroller = gtk_scrolled_window_new();

  adw_dialog_set_title(dialog, dataset ? epoch_dataset_get_title(dataset) : _("About the Data"));
  adw_dialog_set_content_width(dialog, 600);
  adw_dialog_set_content_height(dialog, 640);
  gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scroller), GTK_POLICY_NEVER,
                                 GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scroller),
                                dataset ? new_card(dataset)
                                        : epoch_prose_label_new(error->message));
  adw_toolbar_view_add_top_bar(ADW_TOOLBAR_VIEW(view), adw_header_bar_new());
  adw_toolbar_view_set_content(ADW_TOOLBAR_VIEW(view), scroller);
  adw_dialog_set_child(dialog, view);
  return dialog;
}
