#include "config.h"

#include "epoch-chart-text.h"

/* More strings than any chart has; a chart that is zoomed for hours shall not fill memory. */
#define CACHE_MAX 4096

struct _EpochChartText {
  struct ep_text interface;
  PangoLayout *layout;
  PangoFontDescription *font;
  PangoAttrList *tabular;
  GHashTable *extents; /* of what was measured, by text and font */
};

static void
set_layout(EpochChartText *self, const char *text, const struct ep_font *font)
{
  pango_font_description_set_absolute_size(self->font, font->size * PANGO_SCALE);
  pango_font_description_set_weight(self->font,
                                    font->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description(self->layout, self->font);
  pango_layout_set_attributes(self->layout, font->tabular ? self->tabular : NULL);
  pango_layout_set_text(self->layout, text, -1);
}

/* Longer strings are never drawn whole; a name of a million characters would take a second. */
#define MEASURED_MAX 2000

static void measure_long(void *user, const char *text, const struct ep_font *font,
                         struct ep_extents *extents);

static void
measure(void *user, const char *text, const struct ep_font *font, struct ep_extents *extents)
{
  EpochChartText *self = user;
  g_autofree char *key = NULL;
  struct ep_extents *known;
  PangoRectangle logical;

  if (strlen(text) > MEASURED_MAX) {
    measure_long(user, text, font, extents);
    return;
  }
  key = g_strdup_printf("%.2f%d%d%s", font->size, font->bold, font->tabular, text);
  known = g_hash_table_lookup(self->extents, key);
  if (known == NULL) {
    set_layout(self, text, font);
    pango_layout_get_extents(self->layout, NULL, &logical);
    known = g_new(struct ep_extents, 1);
    known->width = pango_units_to_double(logical.width);
    known->height = pango_units_to_double(logical.height);
    known->ascent = pango_units_to_double(pango_layout_get_baseline(self->layout));
    if (g_hash_table_size(self->extents) >= CACHE_MAX) {
      g_hash_table_remove_all(self->extents);
    }
    g_hash_table_insert(self->extents, g_steal_pointer(&key), known);
  }
  *extents = *known;
}

/* The beginning is measured, and stands for the rest. */
static void
measure_long(void *user, const char *text, const struct ep_font *font, struct ep_extents *extents)
{
  const char *end = g_utf8_find_prev_char(text, text + MEASURED_MAX);
  g_autofree char *start = g_strndup(text, (gsize)(end - text));

  measure(user, start, font, extents);
  extents->width *= (double)strlen(text) / (double)strlen(start);
}

static void
draw(void *user, cairo_t *cr, const char *text, const struct ep_font *font, double x, double y)
{
  EpochChartText *self = user;

  set_layout(self, text, font);
  cairo_move_to(cr, x, y);
  pango_cairo_show_layout_line(cr, pango_layout_get_line_readonly(self->layout, 0));
}

EpochChartText *
epoch_chart_text_new(GtkWidget *widget)
{
  EpochChartText *self = g_new0(EpochChartText, 1);
  PangoContext *context = gtk_widget_create_pango_context(widget);
  cairo_font_options_t *options = cairo_font_options_create();

  /* Widths must not depend on the scale at which the chart is drawn. */
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options(context, options);
  cairo_font_options_destroy(options);
  pango_context_set_round_glyph_positions(context, FALSE);
  self->layout = pango_layout_new(context);
  pango_layout_set_single_paragraph_mode(self->layout, TRUE);
  self->font = pango_font_description_copy(pango_context_get_font_description(context));
  self->tabular = pango_attr_list_new();
  pango_attr_list_insert(self->tabular, pango_attr_font_features_new("tnum=1"));
  self->extents = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  g_object_unref(context);
  self->interface = (struct ep_text){measure, draw, self};
  return self;
}

void
epoch_chart_text_free(EpochChartText *self)
{
  g_clear_object(&self->layout);
  g_clear_pointer(&self->font, pango_font_description_free);
  g_clear_pointer(&self->tabular, pango_attr_list_unref);
  g_clear_pointer(&self->extents, g_hash_table_unref);
  g_free(self);
}

const struct ep_text *
epoch_chart_text_get_interface(EpochChartText *self)
{
  return &self->interface;
}

double
epoch_chart_text_get_size(EpochChartText *self)
{
  PangoContext *context = pango_layout_get_context(self->layout);
  const PangoFontDescription *font = pango_context_get_font_description(context);
  double size = pango_units_to_double(pango_font_description_get_size(font));
  double resolution = pango_cairo_context_get_resolution(context);

  if (!pango_font_description_get_size_is_absolute(font)) {
    size *= (resolution > 0 ? resolution : 96) / 72;
  }
  return size > 0 ? size : 14;
}
