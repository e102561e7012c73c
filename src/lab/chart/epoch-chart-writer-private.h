/* Writes a chart of a run as a document: JSON that the window draws. The members may be given in
 * any order; what a kind of chart needs is checked when it is read, not here. */
#pragma once

#include "run/epoch-run-context-private.h"

G_BEGIN_DECLS

typedef struct _EpochChartWriter EpochChartWriter;

/**
 * epoch_chart_writer_new:
 * @chart: "scatter", "line", "bars", "histogram", "box", "heatmap", "tree", "field", "silhouette",
 *   "scatter-matrix" or "images"
 * @title: its title
 * @summary: what it shows, in a sentence with the run's own numbers
 *
 * Returns: (transfer full): a writer, to be ended with epoch_chart_writer_write()
 */
EpochChartWriter *epoch_chart_writer_new(const char *chart, const char *title, const char *summary);
void epoch_chart_writer_free(EpochChartWriter *self);

/* What an axis ("x" or "y") shows, in what unit (nullable); the second one with its ends. */
void epoch_chart_writer_set_axis(EpochChartWriter *self, const char *axis, const char *label,
                                 const char *unit);
void epoch_chart_writer_set_axis_range(EpochChartWriter *self, const char *axis, const char *label,
                                       const char *unit, double low, double high);

/* Points, a line or the bars of one colour. What is %NULL or %FALSE is left out. */
typedef struct {
  const char *name;
  const double *x, *y;
  gsize n;
  const char *const *labels;   /* n of them */
  const double *lower, *upper; /* a band around a line */
  gboolean steps;              /* the line goes in steps */
  gboolean line;               /* points, or on a field: a path from one to the next */
  gboolean undirected;         /* that path has no heads that say which way it goes */
} EpochChartSeries;

void epoch_chart_writer_add_series(EpochChartWriter *self, const EpochChartSeries *series);

/* A line to compare with: "identity", "horizontal" or "vertical" at @value; @label is nullable. */
void epoch_chart_writer_add_guide(EpochChartWriter *self, const char *type, double value,
                                  const char *label);

/* A member of any kind: a list of texts ("categories", "classes", "groups"), a list of numbers
 * ("edges"), a truth ("horizontal"), a number ("digits", "mean"), a text ("scale"). */
void epoch_chart_writer_set_texts(EpochChartWriter *self, const char *member,
                                  const char *const *texts, gsize n);
void epoch_chart_writer_set_numbers(EpochChartWriter *self, const char *member,
                                    const double *numbers, gsize n);
void epoch_chart_writer_set_boolean(EpochChartWriter *self, const char *member, gboolean value);
void epoch_chart_writer_set_number(EpochChartWriter *self, const char *member, double value);
void epoch_chart_writer_set_text(EpochChartWriter *self, const char *member, const char *text);

/* A list of @n_rows lists of @n_columns numbers, such as the "values" or "shares" of a heat map;
 * @values row by row. */
void epoch_chart_writer_set_rows(EpochChartWriter *self, const char *member, const double *values,
                                 gsize n_rows, gsize n_columns);

/* The grid of a field: @values are those of (x[i], y[j]) at i + j * @n_x. */
void epoch_chart_writer_set_grid(EpochChartWriter *self, const double *x, gsize n_x,
                                 const double *y, gsize n_y, const double *values);

/* A histogram of values: bins whose edges are round numbers. Several groups share the bins;
 * @names and @groups (one a value, below @n_groups) may be %NULL for one group. Values that are not
 * finite are left out. */
void epoch_chart_writer_set_histogram(EpochChartWriter *self, const double *values, gsize n,
                                      const char *const *names, const int *groups, gsize n_groups);

/* The box of one category, from its values: quartiles, whiskers at the last value within 1.5 times
 * the distance of the quartiles (Tukey, "Exploratory Data Analysis", 1977), the rest as outliers.
 * Values that are not finite are left out. */
void epoch_chart_writer_add_box(EpochChartWriter *self, const double *values, gsize n);

/* The coefficients of one cluster's members, for "silhouette"; sorted here, largest first. */
void epoch_chart_writer_add_cluster(EpochChartWriter *self, const char *name, const double *values,
                                    gsize n);

/* One variable of a "scatter-matrix": its label, unit (nullable), and a value for each row. */
void epoch_chart_writer_add_variable(EpochChartWriter *self, const char *label, const char *unit,
                                     const double *values, gsize n);

/* One node of a "tree", in the order of their numbers, the root first. */
typedef struct {
  const char *text;                   /* what is asked; of a leaf what it says */
  gint64 n;                           /* rows that came by */
  const char *value;                  /* what it would predict */
  const double *shares;               /* (nullable): of each class */
  gsize n_shares;                     /* how many */
  int left, right;                    /* numbers of the children; -1 of a leaf */
  const char *left_text, *right_text; /* (nullable): the words on the branches */
} EpochChartNode;

void epoch_chart_writer_add_node(EpochChartWriter *self, const EpochChartNode *node);

/* What all pictures of "images" have in common. */
typedef struct {
  gsize width, height;
  gsize channels;     /* 1: a value a pixel; 3: red, green and blue */
  gboolean diverging; /* values in colours from below zero to above; of one channel alone */
  double low, high;   /* the values at the ends of the scale; both 0: not known */
  gsize columns;      /* a wish; 0: as many as fit */
} EpochChartImages;

/* Sets the ends of the scale so that @n values fit; on a diverging one zero stays in the middle.
 * Values that are not finite are passed over. */
void epoch_chart_images_fit(EpochChartImages *look, const float *values, gsize n);

/* Writes what the pictures of "images" have in common; once, before or after them. */
void epoch_chart_writer_set_images(EpochChartWriter *self, const EpochChartImages *look);

/* Adds a picture: height × width × channels bytes, row after row, a pixel's channels side by side.
 * @text and @value stand under it, pictures of one @group together under its name; each of the
 * three is nullable. */
void epoch_chart_writer_add_image(EpochChartWriter *self, const EpochChartImages *look,
                                  const guint8 *pixels, const char *text, const char *value,
                                  const char *group);

/* The same from the values of a tensor (C, H, W): low and what is below becomes 0, high and what is
 * above 255. What is not finite is shown as zero, or as the end of the scale that is nearer to it.
 * Needs @look with low < high. */
void epoch_chart_writer_add_image_values(EpochChartWriter *self, const EpochChartImages *look,
                                         const float *values, const char *text, const char *value,
                                         const char *group);

/**
 * epoch_chart_writer_write:
 * @self: (transfer full): the writer, which is freed
 * @kind: of the artifact, such as "confusion"; the file is called "confusion.json"
 *
 * Writes the document into the run's folder and tells of it.
 */
gboolean epoch_chart_writer_write(EpochChartWriter *self, EpochRunContext *context,
                                  const char *kind, GError **error);

/* The document as text, and the writer freed; (transfer full). */
GString *epoch_chart_writer_end(EpochChartWriter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochChartWriter, epoch_chart_writer_free)

G_END_DECLS
