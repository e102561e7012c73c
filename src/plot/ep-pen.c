#include "config.h"

#include "ep-pen.h"

#include <math.h>

#include "ep-draw.h"

/* Found by measuring: shorter pieces cost calls, longer ones crossings. */
enum { PIECE = 12 };

/* With more points a column than this, columns are filled; no dash would be seen there. */
#define DENSE 2.0

void
ep_pen_init(struct ep_pen *pen, cairo_t *cr, double left, double across, size_t series,
            double width, size_t n)
{
  bool pixels = cairo_surface_get_type(cairo_get_target(cr)) == CAIRO_SURFACE_TYPE_IMAGE;

  *pen = (struct ep_pen){.cr = cr, .left = left, .series = series, .width = width};
  pen->scale = ep_draw_scale(cr);
  pen->n_columns = across * pen->scale + 1;
  pen->dense = pixels && (double)n > DENSE * pen->n_columns;
  cairo_new_path(cr);
}

/* Strokes the path and begins the next one where it ends. */
static void
stroke_piece(struct ep_pen *pen)
{
  cairo_set_line_width(pen->cr, pen->width);
  cairo_set_line_join(pen->cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap(pen->cr, pen->series == 0 ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT);
  ep_set_dash(pen->cr, pen->series, pen->width, pen->length);
  cairo_stroke(pen->cr);
  pen->length += pen->piece_length;
  pen->piece_length = 0;
  pen->piece = 0;
}

static void
line_to(struct ep_pen *pen, struct ep_pen_point point)
{
  if (pen->piece >= PIECE) {
    stroke_piece(pen);
    cairo_move_to(pen->cr, pen->last.x, pen->last.y);
    pen->piece = 1;
  }
  if (pen->piece > 0) {
    pen->piece_length += hypot(point.x - pen->last.x, point.y - pen->last.y);
  }
  cairo_line_to(pen->cr, point.x, point.y);
  pen->last = point;
  pen->piece++;
}

/* A column so full that the line in it is one upright stroke, down to where the line comes from.
 * Strokes lie over each other, which an opaque colour does not show. */
static void
fill_column(struct ep_pen *pen)
{
  const struct ep_pen_column *column = &pen->column;
  double pixel = 1 / pen->scale;
  double thick = fmax(round(pen->width * pen->scale), 1) * pixel;
  double x = pen->left + (column->number + 0.5) * pixel;
  double top = fmin(column->extreme[0].y, column->extreme[1].y);
  double bottom = fmax(column->extreme[0].y, column->extreme[1].y);

  if (pen->piece > 0) {
    top = fmin(top, pen->last.y);
    bottom = fmax(bottom, pen->last.y);
  }
  pen->last = column->last;
  pen->piece = 1;
  if (column->number < 0 || column->number >= pen->n_columns) {
    /* What is out of sight is all in one column, which must not be seen as one. */
    return;
  }
  cairo_rectangle(pen->cr, ep_snap_x(pen->cr, x - thick / 2), top - pen->width / 2, thick,
                  bottom - top + pen->width);
  cairo_fill(pen->cr);
}

static void
draw_column(struct ep_pen *pen)
{
  const struct ep_pen_column *column = &pen->column;

  if (pen->dense) {
    fill_column(pen);
    return;
  }
  line_to(pen, column->first);
  if (column->n > 2) {
    line_to(pen, column->extreme[0]);
    line_to(pen, column->extreme[1]);
  }
  if (column->n > 1) {
    line_to(pen, column->last);
  }
}

static void
add_to_column(struct ep_pen_column *column, struct ep_pen_point point)
{
  struct ep_pen_point *a = &column->extreme[0];
  struct ep_pen_point *b = &column->extreme[1];

  column->n++;
  column->last = point;
  if (point.y < fmin(a->y, b->y)) {
    /* The extreme that stays is the higher one, and it came before. */
    *a = a->y > b->y ? *a : *b;
    *b = point;
  } else if (point.y > fmax(a->y, b->y)) {
    *a = a->y < b->y ? *a : *b;
    *b = point;
  }
}

void
ep_pen_add(struct ep_pen *pen, double x, double y)
{
  struct ep_pen_point point = {x, y};
  /* All that lies out of sight to one side is one column. */
  double number = fmin(fmax(floor((x - pen->left) * pen->scale), -1), pen->n_columns);

  if (pen->run > 0 && number == pen->column.number) {
    add_to_column(&pen->column, point);
  } else {
    if (pen->run > 0) {
      draw_column(pen);
    }
    pen->column = (struct ep_pen_column){number, 1, point, point, {point, point}};
  }
  pen->run++;
}

void
ep_pen_lift(struct ep_pen *pen)
{
  if (pen->run > 0) {
    draw_column(pen);
  }
  if (pen->run == 1 && !pen->dense) {
    /* A point alone between gaps would not be seen. */
    cairo_arc(pen->cr, pen->last.x, pen->last.y, pen->width, 0, 2 * M_PI);
    cairo_fill(pen->cr);
  } else if (pen->run > 1 && !pen->dense) {
    stroke_piece(pen);
  }
  pen->run = 0;
  pen->piece = 0;
  pen->piece_length = 0;
  pen->length = 0;
}
