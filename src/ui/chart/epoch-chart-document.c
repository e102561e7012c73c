#include "config.h"

#include "epoch-chart-document.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <langinfo.h>
#include <math.h>

#include "ep-chart.h"
#include "epoch-chart-parser.h"

struct _EpochChartDocument {
  GObject parent_instance;
  struct ep_chart *chart;
  gboolean live;
  gsize n_points; /* of a live chart */
};

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE(EpochChartDocument, epoch_chart_document, G_TYPE_OBJECT)

G_DEFINE_QUARK(epoch - chart - error - quark, epoch_chart_error)

static void
epoch_chart_document_finalize(GObject *object)
{
  EpochChartDocument *self = EPOCH_CHART_DOCUMENT(object);

  g_clear_pointer(&self->chart, ep_chart_free);
  G_OBJECT_CLASS(epoch_chart_document_parent_class)->finalize(object);
}

static void
epoch_chart_document_class_init(EpochChartDocumentClass *class)
{
  G_OBJECT_CLASS(class)->finalize = epoch_chart_document_finalize;
  /* A point came to a live chart, or it was finished. */
  signals[CHANGED] = g_signal_new("changed", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
}

static void
epoch_chart_document_init(EpochChartDocument *self)
{
}

/* A piece of the C locale's conventions as UTF-8, kept for the life of the process. */
static const char *
convention(nl_item item, const char *fallback)
{
  g_autofree char *text = g_locale_to_utf8(nl_langinfo(item), -1, NULL, NULL, NULL);

  return text != NULL ? g_intern_string(text) : fallback;
}

/* The words of the kinds that are not series. */
static void
name_parts(struct ep_locale *locale)
{
  locale->lower = g_intern_string(C_("chart", "Lower"));
  locale->upper = g_intern_string(C_("chart", "Upper"));
  locale->number = g_intern_string(C_("chart", "n"));
  locale->group = g_intern_string(C_("chart", "Group"));
  locale->box[0] = g_intern_string(C_("chart", "Lower whisker"));
  locale->box[1] = g_intern_string(C_("chart", "First quartile"));
  locale->box[2] = g_intern_string(C_("chart", "Median"));
  locale->box[3] = g_intern_string(C_("chart", "Third quartile"));
  locale->box[4] = g_intern_string(C_("chart", "Upper whisker"));
  locale->outlier = g_intern_string(C_("chart", "Outlier"));
  locale->row = g_intern_string(C_("chart", "Row"));
  locale->column = g_intern_string(C_("chart", "Column"));
  locale->value = g_intern_string(C_("chart", "Value"));
  locale->share = g_intern_string(C_("chart", "Share of row"));
  locale->node = g_intern_string(C_("chart", "Node"));
  locale->question = g_intern_string(C_("chart", "Question"));
  locale->answer = g_intern_string(C_("chart", "Answer"));
  locale->parent = g_intern_string(C_("chart", "Parent"));
  locale->leaf = g_intern_string(C_("chart", "Leaf"));
  /* Translators: beside a part of a tree that is folded away, how many nodes are in it. */
  locale->more = g_intern_string(C_("chart", "+%zu more"));
  locale->class_name = g_intern_string(C_("chart", "Class"));
  locale->probability = g_intern_string(C_("chart", "Probability"));
  locale->cluster = g_intern_string(C_("chart", "Cluster"));
  locale->silhouette = g_intern_string(C_("chart", "Silhouette"));
  locale->mean = g_intern_string(C_("chart", "Mean"));
  locale->rank = g_intern_string(C_("chart", "Rank"));
  locale->grid = g_intern_string(C_("chart", "Grid"));
  locale->missing = g_intern_string(C_("chart", "Missing"));
  locale->picture = g_intern_string(C_("chart", "Picture"));
  /* Translators: of a picture; its column and its row follow. */
  locale->pixel = g_intern_string(C_("chart", "Pixel"));
}

/* The user's words and signs. They are looked up once, on first use, and then stay. */
static const struct ep_locale *
user_locale(void)
{
  static struct ep_locale locale;
  static gsize ready = 0;

  if (g_once_init_enter(&ready)) {
    const char *const *languages = g_get_language_names();
    const char *separator = convention(THOUSEP, "");
    locale = EP_LOCALE_ENGLISH;
    locale.decimal_point = convention(RADIXCHAR, ".");
    /* The plain C locale has none; numbers of six digits can hardly be read without. */
    locale.group_separator =
        separator[0] != '\0' || strcmp(locale.decimal_point, ".") != 0 ? separator : ",";
    locale.series = g_intern_string(C_("chart", "Series"));
    locale.label = g_intern_string(C_("chart", "Label"));
    locale.empty = g_intern_string(C_("chart", "Nothing to draw"));
    name_parts(&locale);
    /* German nouns keep their capitals inside a sentence. */
    locale.lower_after_comma = !g_str_has_prefix(languages[0], "de");
    g_once_init_leave(&ready, 1);
  }
  return &locale;
}

static EpochChartDocument *
take_chart(struct ep_chart *chart)
{
  EpochChartDocument *self = g_object_new(EPOCH_TYPE_CHART_DOCUMENT, NULL);

  self->chart = chart;
  return self;
}

EpochChartDocument *
epoch_chart_document_new_from_data(const char *data, gssize length, GError **error)
{
  g_autoptr(JsonParser) parser = json_parser_new_immutable();
  g_autoptr(GError) syntax = NULL;
  struct ep_chart *chart;

  g_return_val_if_fail(data != NULL, NULL);
  length = length < 0 ? (gssize)strlen(data) : length;
  if (length > EPOCH_CHART_BYTES_MAX) {
    g_set_error(error, EPOCH_CHART_ERROR, EPOCH_CHART_ERROR_LIMIT,
                _("The chart document is larger than %d MB."),
                EPOCH_CHART_BYTES_MAX / (1024 * 1024));
    return NULL;
  }
  if (!g_utf8_validate_len(data, (gsize)length, NULL)) {
    g_set_error_literal(error, EPOCH_CHART_ERROR, EPOCH_CHART_ERROR_SYNTAX,
                        _("The chart document is not text in UTF-8."));
    return NULL;
  }
  if (!json_parser_load_from_data(parser, data, length, &syntax)) {
    g_set_error(error, EPOCH_CHART_ERROR, EPOCH_CHART_ERROR_SYNTAX,
                _("The chart document is not JSON: %s"), syntax->message);
    return NULL;
  }
  chart = epoch_chart_parser_parse(json_parser_get_root(parser), user_locale(), error);
  return chart != NULL ? take_chart(chart) : NULL;
}

EpochChartDocument *
epoch_chart_document_new_live(const char *title, const char *summary, const char *x_label,
                              const char *y_label)
{
  struct ep_chart *chart = ep_chart_new(EP_KIND_LINE);
  EpochChartDocument *self;

  if (chart == NULL || !ep_chart_set_title(chart, title) || !ep_chart_set_summary(chart, summary) ||
      !ep_chart_set_axis(chart, EP_X, x_label, NULL) ||
      !ep_chart_set_axis(chart, EP_Y, y_label, NULL)) {
    /* GLib ends the process for lack of so little memory; so does this piece above it. */
    g_error("There is not enough memory for a chart.");
  }
  ep_chart_set_locale(chart, user_locale());
  self = take_chart(chart);
  self->live = TRUE;
  return self;
}

/* The number of the series of that name, begun where there is none; FALSE where it can not be. */
static gboolean
find_series(EpochChartDocument *self, const char *name, gsize *series)
{
  gsize n = ep_chart_get_n_series(self->chart);

  for (gsize i = 0; i < n; i++) {
    if (g_str_equal(ep_chart_get_series_name(self->chart, i), name)) {
      *series = i;
      return TRUE;
    }
  }
  *series = n;
  return n < EPOCH_CHART_SERIES_MAX && ep_chart_add_series(self->chart, name, NULL, NULL, 0, NULL);
}

static void
thin(EpochChartDocument *self)
{
  self->n_points = 0;
  for (gsize i = 0; i < ep_chart_get_n_series(self->chart); i++) {
    ep_chart_thin(self->chart, i);
    self->n_points += ep_chart_get_n_points(self->chart, i);
  }
}

gboolean
epoch_chart_document_append(EpochChartDocument *self, const char *series, double x, double y)
{
  gsize number;

  g_return_val_if_fail(EPOCH_IS_CHART_DOCUMENT(self), FALSE);
  g_return_val_if_fail(series != NULL, FALSE);
  if (!self->live || !isfinite(x) || !find_series(self, series, &number)) {
    return FALSE;
  }
  if (self->n_points >= EPOCH_CHART_POINTS_MAX) {
    thin(self);
  }
  /* Series that do not rise can not be thinned; then what is there stays. */
  if (self->n_points >= EPOCH_CHART_POINTS_MAX || !ep_chart_append(self->chart, number, x, y)) {
    return FALSE;
  }
  self->n_points++;
  g_signal_emit(self, signals[CHANGED], 0);
  return TRUE;
}

void
epoch_chart_document_finish(EpochChartDocument *self)
{
  g_return_if_fail(EPOCH_IS_CHART_DOCUMENT(self));
  if (self->live) {
    self->live = FALSE;
    g_signal_emit(self, signals[CHANGED], 0);
  }
}

gboolean
epoch_chart_document_get_live(EpochChartDocument *self)
{
  g_return_val_if_fail(EPOCH_IS_CHART_DOCUMENT(self), FALSE);
  return self->live;
}

static void
load_in_thread(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GFileInfo) info = NULL;
  g_autofree char *contents = NULL;
  g_autofree char *name = g_file_get_parse_name(data);
  EpochChartDocument *document = NULL;
  gsize length = 0;

  info = g_file_query_info(data, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE,
                           cancellable, &error);
  if (info != NULL && g_file_info_get_size(info) > EPOCH_CHART_BYTES_MAX) {
    g_set_error(&error, EPOCH_CHART_ERROR, EPOCH_CHART_ERROR_LIMIT,
                _("The chart document is larger than %d MB."),
                EPOCH_CHART_BYTES_MAX / (1024 * 1024));
  } else if (info != NULL &&
             g_file_load_contents(data, cancellable, &contents, &length, NULL, &error)) {
    document = epoch_chart_document_new_from_data(contents, (gssize)length, &error);
  }
  if (document == NULL) {
    if (!g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
      g_prefix_error(&error, "%s: ", name);
    }
    g_task_return_error(task, g_steal_pointer(&error));
    return;
  }
  g_task_return_pointer(task, document, g_object_unref);
}

void
epoch_chart_document_load_async(GFile *file, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new(NULL, cancellable, callback, user_data);

  g_return_if_fail(G_IS_FILE(file));
  g_task_set_source_tag(task, epoch_chart_document_load_async);
  g_task_set_task_data(task, g_object_ref(file), g_object_unref);
  g_task_run_in_thread(task, load_in_thread);
}

EpochChartDocument *
epoch_chart_document_load_finish(GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, NULL), NULL);
  return g_task_propagate_pointer(G_TASK(result), error);
}

/* An empty chart with the kind and the places of the first and a title. */
static struct ep_chart *
overlay_base(const char *title, const struct ep_chart *first)
{
  struct ep_chart *chart = ep_chart_new_like(first);

  if (chart != NULL && title != NULL && !ep_chart_set_title(chart, title)) {
    g_clear_pointer(&chart, ep_chart_free);
  }
  return chart;
}

EpochChartDocument *
epoch_chart_document_new_overlay(const char *title, EpochChartDocument *const *documents,
                                 const char *const *names, gsize n, GError **error)
{
  struct ep_chart *chart;

  g_return_val_if_fail(n > 0, NULL);
  chart = overlay_base(title, documents[0]->chart);
  for (gsize i = 0; chart != NULL && i < n; i++) {
    if (!ep_chart_overlay(chart, documents[i]->chart, names[i])) {
      ep_chart_free(chart);
      g_set_error(error, EPOCH_CHART_ERROR, EPOCH_CHART_ERROR_INVALID,
                  _("The chart of “%s” does not fit that of “%s”: both must show the same kind of "
                    "chart over the same categories."),
                  names[i], names[0]);
      return NULL;
    }
  }
  if (chart == NULL || ep_chart_get_n_series(chart) > EPOCH_CHART_SERIES_MAX) {
    g_set_error(error, EPOCH_CHART_ERROR,
                chart == NULL ? EPOCH_CHART_ERROR_MEMORY : EPOCH_CHART_ERROR_LIMIT,
                _("These charts together have too many series to be drawn as one."));
    g_clear_pointer(&chart, ep_chart_free);
    return NULL;
  }
  return take_chart(chart);
}

const struct ep_chart *
epoch_chart_document_get_chart(EpochChartDocument *self)
{
  g_return_val_if_fail(EPOCH_IS_CHART_DOCUMENT(self), NULL);
  return self->chart;
}

const char *
epoch_chart_document_get_title(EpochChartDocument *self)
{
  g_return_val_if_fail(EPOCH_IS_CHART_DOCUMENT(self), NULL);
  return ep_chart_get_title(self->chart);
}

const char *
epoch_chart_document_get_summary(EpochChartDocument *self)
{
  g_return_val_if_fail(EPOCH_IS_CHART_DOCUMENT(self), NULL);
  return ep_chart_get_summary(self->chart);
}
