#include "config.h"

#include "epoch-chart-save.h"

#include <glib/gi18n.h>

#include "ep-export.h"
#include "ep-table.h"
#include "epoch-chart-text.h"
#include "epoch-chart-theme.h"

/* A picture for a page or a slide. */
#define WIDTH 960
#define HEIGHT 540
#define PNG_SCALE 2

/* A picture of a tree grows no larger than this. */
#define SIDE_MAX 8000

static bool
append_piece(void *user, const unsigned char *data, unsigned int length)
{
  g_byte_array_append(user, data, length);
  return true;
}

static GBytes *
csv_to_bytes(const struct ep_chart *chart)
{
  struct ep_table *table = ep_table_new(chart);
  size_t length = 0;
  char *csv = table != NULL ? ep_table_to_csv(table, &length) : NULL;

  ep_table_free(table);
  /* The text came from malloc(), as GLib's own memory does since 2.46. */
  return csv != NULL ? g_bytes_new_take(csv, length) : NULL;
}

/* What the export leaves around a chart, on both sides together. */
#define MARGINS 24

/* The size of a picture: that of a slide, but for charts that want to be higher, for grids of
 * pictures, which have all their rows, and for trees, which are shown with all that is unfolded at
 * first. */
static void
choose_size(const struct ep_chart *chart, struct ep_layout_options *options)
{
  struct ep_layout *layout;
  double width;
  double height;

  if (ep_chart_get_kind(chart) == EP_KIND_IMAGES) {
    options->width = WIDTH - MARGINS;
    options->height = MIN(ep_layout_fit_height(chart, options) + MARGINS, SIDE_MAX);
    options->width = WIDTH;
    return;
  }
  options->width = WIDTH;
  options->height =
      MIN(MAX(HEIGHT, ep_chart_natural_height(chart, WIDTH, options->theme->font_size)), WIDTH * 2);
  layout = ep_layout_new(chart, options);
  if (layout != NULL && ep_layout_natural_size(layout, &width, &height)) {
    options->width = CLAMP(width + MARGINS, WIDTH, SIDE_MAX);
    options->height = CLAMP(height + MARGINS, HEIGHT, SIDE_MAX);
  }
  ep_layout_free(layout);
}

GBytes *
epoch_chart_save_to_bytes(EpochChartDocument *document, EpochChartFormat format, GtkWidget *widget,
                          GError **error)
{
  const struct ep_chart *chart = epoch_chart_document_get_chart(document);
  g_autoptr(EpochChartText) text = epoch_chart_text_new(widget);
  g_autoptr(GByteArray) array = g_byte_array_new();
  struct ep_layout_options options = EP_LAYOUT_OPTIONS_INIT;
  struct ep_export_error problem = {""};
  struct ep_theme theme;
  GBytes *bytes = NULL;
  gboolean whole = FALSE;

  epoch_chart_theme_init_for_file(&theme);
  options.title = true;
  options.theme = &theme;
  options.text = epoch_chart_text_get_interface(text);
  choose_size(chart, &options);
  if (format == EPOCH_CHART_FORMAT_CSV) {
    bytes = csv_to_bytes(chart);
  } else if (format == EPOCH_CHART_FORMAT_PNG) {
    whole = ep_export_png(chart, &options, PNG_SCALE, append_piece, array, &problem);
  } else {
    whole = ep_export_svg(chart, &options, append_piece, array, &problem);
  }
  if (whole) {
    bytes = g_byte_array_free_to_bytes(g_steal_pointer(&array));
  }
  if (bytes == NULL) {
    g_set_error(error, EPOCH_CHART_ERROR, EPOCH_CHART_ERROR_MEMORY,
                _("The chart could not be drawn. %s"), problem.message);
  }
  return bytes;
}

struct save {
  EpochChartDocument *document;
  GtkWidget *widget;
  EpochChartFormat format;
};

static void
save_free(gpointer data)
{
  struct save *save = data;

  g_object_unref(save->document);
  g_object_unref(save->widget);
  g_free(save);
}

static void
written_cb(GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (g_file_replace_contents_finish(G_FILE(source), result, NULL, &error)) {
    g_task_return_boolean(task, TRUE);
  } else {
    g_task_return_error(task, g_steal_pointer(&error));
  }
}

static void
chosen_cb(GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = gtk_file_dialog_save_finish(GTK_FILE_DIALOG(source), result, &error);
  struct save *save = g_task_get_task_data(task);
  g_autoptr(GBytes) bytes = NULL;

  if (file != NULL) {
    bytes = epoch_chart_save_to_bytes(save->document, save->format, save->widget, &error);
  }
  if (bytes == NULL) {
    g_task_return_error(task, g_steal_pointer(&error));
    return;
  }
  g_file_replace_contents_bytes_async(file, bytes, NULL, FALSE, G_FILE_CREATE_NONE,
                                      g_task_get_cancellable(task), written_cb, g_object_ref(task));
}

/* The chart's title as a name that any file system takes. */
static char *
initial_name(EpochChartDocument *document, EpochChartFormat format)
{
  static const char *const suffixes[] = {"png", "svg", "csv"};
  const char *title = epoch_chart_document_get_title(document);
  g_autofree char *name = g_strdup(title[0] != '\0' ? title : _("Chart"));

  g_strdelimit(name, "/\\:*?\"<>|\n\r\t", '-');
  return g_strdup_printf("%s.%s", g_strstrip(name), suffixes[format]);
}

static GtkFileFilter *
filter_new(EpochChartFormat format)
{
  static const char *const types[] = {"image/png", "image/svg+xml", "text/csv"};
  GtkFileFilter *filter = gtk_file_filter_new();

  gtk_file_filter_add_mime_type(filter, types[format]);
  gtk_file_filter_set_name(filter, format == EPOCH_CHART_FORMAT_PNG   ? _("PNG Pictures")
                                   : format == EPOCH_CHART_FORMAT_SVG ? _("SVG Drawings")
                                                                      : _("CSV Tables"));
  return filter;
}

void
epoch_chart_save_async(EpochChartDocument *document, EpochChartFormat format, GtkWidget *widget,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new(widget, cancellable, callback, user_data);
  g_autoptr(GtkFileDialog) dialog = gtk_file_dialog_new();
  g_autoptr(GtkFileFilter) filter = filter_new(format);
  g_autoptr(GListStore) filters = g_list_store_new(GTK_TYPE_FILE_FILTER);
  g_autofree char *name = initial_name(document, format);
  GtkRoot *root = gtk_widget_get_root(widget);
  struct save *save = g_new(struct save, 1);

  *save = (struct save){g_object_ref(document), g_object_ref(widget), format};
  g_task_set_source_tag(task, epoch_chart_save_async);
  g_task_set_task_data(task, save, save_free);
  g_list_store_append(filters, filter);
  gtk_file_dialog_set_filters(dialog, G_LIST_MODEL(filters));
  gtk_file_dialog_set_title(dialog, _("Save Chart"));
  gtk_file_dialog_set_initial_name(dialog, name);
  gtk_file_dialog_save(dialog, GTK_IS_WINDOW(root) ? GTK_WINDOW(root) : NULL, cancellable,
                       chosen_cb, g_object_ref(task));
}

gboolean
epoch_chart_save_finish(GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(G_IS_TASK(result), FALSE);
  return g_task_propagate_boolean(G_TASK(result), error);
}

gboolean
epoch_chart_save_copy(EpochChartDocument *document, GtkWidget *widget, GError **error)
{
  g_autoptr(GBytes) png =
      epoch_chart_save_to_bytes(document, EPOCH_CHART_FORMAT_PNG, widget, error);
  g_autoptr(GdkTexture) texture = png != NULL ? gdk_texture_new_from_bytes(png, error) : NULL;

  if (texture == NULL) {
    return FALSE;
  }
  gdk_clipboard_set_texture(gtk_widget_get_clipboard(widget), texture);
  return TRUE;
}
