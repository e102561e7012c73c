#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kinds/ep-matrix-private.h"

/* Between panels, and between them and the numbers. */
#define PANEL_GAP 8.0
#define TEXT_GAP 5.0

/* Between two numbers of one panel. */
#define TICK_GAP 6.0

/* Smaller panels have no numbers, and smaller ones still no names. */
#define NUMBERED_FROM 46.0
#define NAMED_FROM 30.0

bool
ep_matrix_plan_new(struct ep_layout *layout, const struct ep_layout_options *options)
{
  layout->plan = calloc(1, sizeof(struct ep_matrix_plan));
  return layout->plan != NULL;
}

struct ep_rect
ep_matrix_rect(const struct ep_layout *layout, size_t i, size_t j)
{
  const struct ep_matrix_plan *plan = layout->plan;

  return (struct ep_rect){layout->area.x + (double)j * (plan->width + PANEL_GAP),
                          layout->area.y + (double)i * (plan->height + PANEL_GAP), plan->width,
                          plan->height};
}

/* The widest number beside the rows, whose ticks are chosen for it. */
static double
choose_rows(struct ep_layout *layout, double height)
{
  const struct ep_matrix *matrix = ep_matrix_of(layout->chart);
  struct ep_matrix_plan *plan = layout->plan;
  double line = ep_layout_measure(layout, EP_ROLE_TICK, "0").height;
  double widest = 0;

  for (size_t i = 1; i < matrix->n_variables; i++) {
    plan->y[i] = (struct ep_axis){.range = matrix->variables[i].range, .start = height, .end = 0};
    ep_axis_choose(&plan->y[i], fmin(fmax(height / (line * 2.4), 2), 4), true);
    for (int k = 0; k < plan->y[i].ticks.count; k++) {
      char text[EP_NUMBER_SIZE];
      ep_axis_write_tick(&plan->y[i], k, layout->chart->locale, text);
      widest = fmax(widest, ep_layout_measure(layout, EP_ROLE_TICK, text).width);
    }
  }
  return widest;
}

/* Ticks of a column, as many as stand side by side. */
static void
choose_column(struct ep_layout *layout, size_t j)
{
  const struct ep_matrix *matrix = ep_matrix_of(layout->chart);
  struct ep_matrix_plan *plan = layout->plan;
  struct ep_axis *axis = &plan->x[j];

  for (double wanted = 4; wanted >= 2; wanted--) {
    double widest = 0;
    *axis = (struct ep_axis){.range = matrix->variables[j].range, .start = 0, .end = plan->width};
    ep_axis_choose(axis, wanted, true);
    for (int k = 0; k < axis->ticks.count; k++) {
      char text[EP_NUMBER_SIZE];
      ep_axis_write_tick(axis, k, layout->chart->locale, text);
      widest = fmax(widest, ep_layout_measure(layout, EP_ROLE_TICK, text).width);
    }
    if (axis->ticks.count * (widest + 10) <= plan->width) {
      return;
    }
  }
}

static void
place_numbers(struct ep_layout *layout)
{
  const struct ep_matrix *matrix = ep_matrix_of(layout->chart);
  struct ep_matrix_plan *plan = layout->plan;
  char text[EP_NUMBER_SIZE];

  for (size_t i = 1; plan->height >= NUMBERED_FROM && i < matrix->n_variables; i++) {
    struct ep_rect panel = ep_matrix_rect(layout, i, 0);
    for (int k = 0; k < plan->y[i].ticks.count; k++) {
      struct ep_label label;
      ep_axis_write_tick(&plan->y[i], k, layout->chart->locale, text);
      label = ep_layout_measure(layout, EP_ROLE_KEY, text);
      label.x = panel.x - TEXT_GAP - label.width;
      label.y = panel.y + ep_axis_pixel(&plan->y[i], ep_ticks_value(&plan->y[i].ticks, k)) -
                label.height / 2;
      label.y = fmin(fmax(label.y, panel.y - 2), panel.y + panel.height + 2 - label.height);
      if (label.x >= 0) {
        ep_layout_place(layout, &label);
      }
    }
  }
  for (size_t j = 0; plan->width >= NUMBERED_FROM && j < matrix->n_variables; j++) {
    struct ep_rect panel = ep_matrix_rect(layout, matrix->n_variables - 1, j);
    double taken = -INFINITY;
    for (int k = 0; k < plan->x[j].ticks.count; k++) {
      struct ep_label label;
      ep_axis_write_tick(&plan->x[j], k, layout->chart->locale, text);
      label = ep_layout_measure(layout, EP_ROLE_KEY, text);
      label.x = panel.x + ep_axis_pixel(&plan->x[j], ep_ticks_value(&plan->x[j].ticks, k)) -
                label.width / 2;
      /* No number reaches into the next column, where it would seem to go on. */
      label.x = fmin(fmax(label.x, panel.x), panel.x + panel.width - label.width);
      label.y = panel.y + panel.height + TEXT_GAP;
      if (label.x >= taken + TICK_GAP && ep_layout_place(layout, &label)) {
        taken = label.x + label.width;
      }
    }
  }
}

/* The name of a variable as it fits: with its unit, without, or cut short. */
static char *
fit_name(const struct ep_layout *layout, const struct ep_matrix_variable *v,
         const struct ep_font *font, double room)
{
  char full[512];

  snprintf(full, sizeof full, v->unit[0] != '\0' ? "%s (%s)" : "%s", v->label, v->unit);
  if (ep_text_measure(layout->text, full, font).width <= room) {
    return strdup(full);
  }
  return ep_text_ellipsize(layout->text, v->label, font, room);
}

/* The name of a variable stands in its own panel over its histogram, or beside it where that is
 * low, and reaches into the empty half of the matrix. Beside the last one is nothing: where it is
 * low its name goes over it. */
static void
place_name(struct ep_layout *layout, size_t i)
{
  const struct ep_matrix *matrix = ep_matrix_of(layout->chart);
  struct ep_font font = ep_layout_font(layout, EP_ROLE_PANEL);
  struct ep_rect panel = ep_matrix_rect(layout, i, i);
  bool last = i + 1 == matrix->n_variables;
  bool low = panel.height <= EP_MATRIX_HEAD_FROM * font.size;
  double right = layout->area.x + layout->area.width;
  double start = low && !last ? panel.x + panel.width + 4 : panel.x + (low ? 0 : 5);
  struct ep_label label;
  char *text;

  font.bold = true;
  text = fit_name(layout, &matrix->variables[i], &font, right - start - 1);
  if (text == NULL) {
    layout->failed = true;
    return;
  }
  label = ep_layout_measure_font(layout, EP_ROLE_PANEL, text, font);
  label.x = start;
  label.y = !low   ? panel.y + 2
            : last ? panel.y - label.height - 1
                   : panel.y + (panel.height - label.height) / 2;
  if (text[0] != '\0') {
    ep_layout_place(layout, &label);
  }
  free(text);
}

static void
place_names(struct ep_layout *layout)
{
  const struct ep_matrix_plan *plan = layout->plan;

  for (size_t i = 0; plan->width >= NAMED_FROM && i < ep_matrix_of(layout->chart)->n_variables;
       i++) {
    place_name(layout, i);
  }
}

void
ep_matrix_place(struct ep_layout *layout, struct ep_rect room)
{
  const struct ep_matrix *matrix = ep_matrix_of(layout->chart);
  struct ep_matrix_plan *plan = layout->plan;
  double n = (double)matrix->n_variables;
  double line = ep_layout_measure(layout, EP_ROLE_TICK, "0").height;
  double left;

  ep_layout_place_legend(layout, &room);
  plan->height = fmax((room.height - line - TEXT_GAP - PANEL_GAP * (n - 1)) / n, 1);
  left = choose_rows(layout, plan->height) + TEXT_GAP;
  left = plan->height >= NUMBERED_FROM && left < layout->width * 0.3 ? left : 0;
  layout->area = room;
  layout->area.x += left;
  /* Half of the last number reaches past its panel. */
  layout->area.width = fmax(room.width - left - 8, 1);
  layout->area.height = fmax(room.height - line - TEXT_GAP, 1);
  plan->width = fmax((layout->area.width - PANEL_GAP * (n - 1)) / n, 1);
  for (size_t j = 0; j < matrix->n_variables; j++) {
    choose_column(layout, j);
  }
  place_names(layout);
  place_numbers(layout);
}
