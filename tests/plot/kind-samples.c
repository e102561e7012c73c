#include "kind-samples.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "chart-samples.h"
#include "kinds/ep-box.h"
#include "kinds/ep-field.h"
#include "kinds/ep-heatmap.h"
#include "kinds/ep-images.h"
#include "kinds/ep-matrix.h"
#include "kinds/ep-silhouette.h"
#include "kinds/ep-tree.h"

enum { NAMES_MAX = 64, VALUES_MAX = 40000 };

/* Room for one chart's names and values; charts copy what they are given. */
struct room {
  char names[NAMES_MAX][96];
  const char *list[NAMES_MAX];
  double values[VALUES_MAX];
  double more[VALUES_MAX];
};

static unsigned
pick(unsigned *state, unsigned n)
{
  return (unsigned)(sample_number(state) * n);
}

static void
fill_names(struct room *room, unsigned *state, size_t n)
{
  static const char *const words[] = {"Wohnfläche in Quadratmetern",
                                      "x",
                                      "",
                                      "数値",
                                      "Sepal length",
                                      "NO₂",
                                      "A very long name of a thing that goes on and on"};

  for (size_t i = 0; i < n; i++) {
    snprintf(room->names[i], sizeof room->names[i], "%s %zu", words[pick(state, 7)], i);
    room->list[i] = room->names[i];
  }
}

static double
value_of(unsigned *state, bool hostile, double scale)
{
  static const double odd[] = {NAN, 0, -0.0, 1e-300, 1e299, -1e299, 1e15, 3};

  if (hostile && pick(state, 4) == 0) {
    return odd[pick(state, 8)];
  }
  return scale * (sample_number(state) - 0.4);
}

static int
compare(const void *left, const void *right)
{
  double a = *(const double *)left;
  double b = *(const double *)right;

  return (a > b) - (a < b);
}

static void
random_boxes(struct ep_chart *chart, struct room *room, unsigned *state, bool hostile)
{
  static const size_t sizes[] = {0, 1, 2, 5, 20, 60};
  size_t n = sizes[pick(state, 6)];
  size_t groups = pick(state, 3) == 0 ? 1 + pick(state, 4) : 0;
  size_t count = n * (groups > 0 ? groups : 1);
  struct ep_box *boxes = calloc(count + 1, sizeof *boxes);
  double scale = pow(10, (int)pick(state, 12) - 5);
  size_t used = 0;

  fill_names(room, state, n > groups ? n : groups);
  for (size_t i = 0; i < count; i++) {
    double five[5];
    for (int k = 0; k < 5; k++) {
      do {
        five[k] = value_of(state, hostile, scale);
      } while (isnan(five[k]));
    }
    qsort(five, 5, sizeof *five, compare);
    boxes[i] = (struct ep_box){
        five[0], five[1], five[2], five[3], five[4], 10, room->values + used, pick(state, 5)};
    if (hostile && pick(state, 5) == 0) {
      boxes[i].low = boxes[i].q1 = boxes[i].median = boxes[i].q3 = boxes[i].high = NAN;
    }
    for (size_t k = 0; k < boxes[i].n_outliers; k++) {
      room->values[used++] = value_of(state, hostile, 3 * scale);
    }
  }
  ep_chart_set_horizontal(chart, pick(state, 3) == 0);
  ep_chart_set_boxes(chart, room->list, n, room->list, groups, boxes);
  free(boxes);
}

static void
random_heatmap(struct ep_chart *chart, struct room *room, unsigned *state, bool hostile)
{
  static const size_t sizes[] = {0, 1, 2, 4, 12, 40};
  struct ep_heatmap_options options = EP_HEATMAP_OPTIONS_INIT;
  size_t rows = sizes[pick(state, 6)];
  size_t columns = sizes[pick(state, 6)];
  double scale = pow(10, (int)pick(state, 10) - 4);

  fill_names(room, state, NAMES_MAX);
  for (size_t i = 0; i < rows * columns; i++) {
    room->values[i] = value_of(state, hostile, scale);
    room->more[i] = sample_number(state);
  }
  options.diverging = pick(state, 2) == 0;
  options.digits = (int)pick(state, 4) - 1;
  options.shares = pick(state, 2) == 0 ? room->more : NULL;
  ep_chart_set_heatmap(chart, room->list, rows, room->list, columns, room->values, &options);
}

/* A tree that grows by giving children to a random leaf, or always to the last one. */
static void
random_tree(struct ep_chart *chart, struct room *room, unsigned *state, bool hostile)
{
  static const size_t sizes[] = {1, 3, 7, 15, 60, 400};
  size_t n = sizes[pick(state, 6)];
  size_t n_classes = pick(state, 3) == 0 ? 0 : 1 + pick(state, 26);
  struct ep_tree_node *nodes = calloc(n, sizeof *nodes);
  size_t *children = calloc(n, sizeof *children);
  bool chain = pick(state, 4) == 0;
  size_t used = 1;
  size_t next = 0;

  fill_names(room, state, NAMES_MAX);
  for (size_t i = 0; i < n; i++) {
    nodes[i].text = room->list[pick(state, 30)];
    nodes[i].value = room->list[30 + pick(state, 30)];
    nodes[i].n = hostile ? value_of(state, true, 1000) : (double)pick(state, 5000);
    nodes[i].shares = n_classes > 0 && pick(state, 6) > 0 ? room->more : NULL;
    nodes[i].n_shares = n_classes;
  }
  for (size_t i = 0; i < n_classes; i++) {
    room->more[i] = 1.0 / (double)n_classes;
  }
  while (used < n) {
    size_t wanted = 1 + pick(state, hostile ? 6 : 2);
    size_t from = used;
    while (used < n && used - from < wanted) {
      children[used] = used;
      used++;
    }
    nodes[next].children = children + from;
    nodes[next].n_children = used - from;
    nodes[next].edges = pick(state, 3) == 0 ? NULL : room->list;
    next = chain ? used - 1 : next + 1;
  }
  ep_chart_set_tree(chart, nodes, n, room->list, n_classes);
  free(nodes);
  free(children);
}

static void
random_field(struct ep_chart *chart, struct room *room, unsigned *state, bool hostile)
{
  struct ep_field_grid grid = {.nx = 2 + pick(state, 60), .ny = 2 + pick(state, 40)};
  double *x = malloc(grid.nx * sizeof *x);
  double *y = malloc(grid.ny * sizeof *y);
  double scale = pow(10, (int)pick(state, 10) - 4);

  fill_names(room, state, NAMES_MAX);
  grid.n_classes = pick(state, 3) == 0 ? 0 : 2 + pick(state, 25);
  for (size_t i = 0; i < grid.nx; i++) {
    x[i] = (i > 0 ? x[i - 1] : -scale) + scale * (0.01 + sample_number(state));
  }
  for (size_t i = 0; i < grid.ny; i++) {
    y[i] = (i > 0 ? y[i - 1] : 0) + 0.1 + sample_number(state);
  }
  for (size_t i = 0; i < grid.nx * grid.ny; i++) {
    room->values[i] = grid.n_classes == 0   ? value_of(state, hostile, scale)
                      : grid.n_classes == 2 ? sample_number(state)
                                            : (double)pick(state, (unsigned)grid.n_classes);
    if (hostile && pick(state, 5) == 0) {
      room->values[i] = NAN;
    }
  }
  grid.x = x;
  grid.y = y;
  grid.values = room->values;
  grid.classes = room->list;
  for (unsigned s = pick(state, 4); s > 0; s--) {
    size_t n = pick(state, 3) * 20;
    for (size_t i = 0; i < n; i++) {
      room->more[i] = hostile ? value_of(state, true, scale) : x[i % grid.nx];
      room->more[200 + i] = y[i % grid.ny];
    }
    ep_chart_add_series(chart, room->list[pick(state, 8)], room->more, room->more + 200, n, NULL);
    ep_chart_set_path(chart, ep_chart_get_n_series(chart) - 1, pick(state, 2) == 0,
                      pick(state, 2) == 0);
  }
  ep_chart_set_field(chart, &grid);
  free(x);
  free(y);
}

static void
random_silhouette(struct ep_chart *chart, struct room *room, unsigned *state, bool hostile)
{
  static const size_t sizes[] = {0, 1, 3, 26, 60};
  size_t n = sizes[pick(state, 5)];
  struct ep_cluster clusters[NAMES_MAX];
  size_t used = 0;

  fill_names(room, state, NAMES_MAX);
  for (size_t i = 0; i < n; i++) {
    clusters[i] = (struct ep_cluster){room->list[i], room->values + used,
                                      hostile && pick(state, 3) == 0 ? 0 : 1 + pick(state, 300)};
    for (size_t k = 0; k < clusters[i].n; k++) {
      room->values[used++] = hostile ? 1 : 1.6 * sample_number(state) - 0.6;
    }
  }
  ep_chart_set_silhouette(chart, clusters, n, pick(state, 3) == 0 ? NAN : 0.4);
}

static void
random_matrix(struct ep_chart *chart, struct room *room, unsigned *state, bool hostile)
{
  static const size_t sizes[] = {0, 1, 2, 150, 1500};
  size_t n_variables = 1 + pick(state, EP_MATRIX_VARIABLES_MAX);
  size_t n = sizes[pick(state, 5)];
  size_t n_groups = 1 + pick(state, 26);
  struct ep_variable variables[EP_MATRIX_VARIABLES_MAX];
  uint32_t group[1500];

  fill_names(room, state, NAMES_MAX);
  for (size_t i = 0; i < n * n_variables; i++) {
    room->values[i] = value_of(state, hostile, 100);
  }
  for (size_t i = 0; i < n; i++) {
    group[i] = pick(state, (unsigned)n_groups);
  }
  for (size_t i = 0; i < n_variables; i++) {
    variables[i] =
        (struct ep_variable){room->list[i], i % 2 == 0 ? "cm" : NULL, room->values + i * n};
  }
  ep_chart_set_matrix(chart, variables, n_variables, n, room->list, n_groups,
                      pick(state, 2) == 0 ? group : NULL);
}

static void
random_images(struct ep_chart *chart, struct room *room, unsigned *state, bool hostile)
{
  static const size_t counts[] = {0, 1, 5, 16, 40, 200};
  static const size_t sides[] = {1, 3, 8, 28, 32, 64};
  struct ep_images_options options = EP_IMAGES_OPTIONS_INIT;
  size_t n = counts[pick(state, 6)];
  unsigned n_groups = 1 + pick(state, 5);
  struct ep_image *images = calloc(n + 1, sizeof *images);
  unsigned char *pixels;
  size_t bytes;

  options.width = hostile && pick(state, 8) == 0 ? EP_IMAGES_SIDE_MAX : sides[pick(state, 6)];
  options.height = pick(state, 4) == 0 ? sides[pick(state, 6)] : options.width;
  options.channels = pick(state, 4) == 0 && n < 100 ? 3 : 1;
  options.diverging = options.channels == 1 && pick(state, 2) == 0;
  options.lo = pick(state, 2) == 0 ? value_of(state, false, 1) - 1 : 0;
  options.hi = options.lo < 0 ? -options.lo : 0;
  options.columns = pick(state, 3) == 0 ? pick(state, 20) : 0;
  bytes = options.width * options.height * options.channels;
  pixels = malloc(bytes * 2);
  for (size_t i = 0; i < bytes * 2; i++) {
    pixels[i] = (unsigned char)pick(state, 256);
  }
  fill_names(room, state, NAMES_MAX);
  for (size_t i = 0; i < n; i++) {
    images[i].pixels = pixels + pick(state, (unsigned)bytes);
    images[i].text = hostile ? room->list[pick(state, NAMES_MAX)] : "3 → 5";
    images[i].value = pick(state, 3) == 0 ? NULL : hostile ? room->list[i % NAMES_MAX] : "87%";
    images[i].group = n_groups > 1 ? room->list[pick(state, n_groups)] : NULL;
  }
  ep_chart_set_images(chart, images, n, &options);
  free(pixels);
  free(images);
}

struct ep_chart *
sample_kind(enum ep_kind kind, unsigned seed, bool hostile)
{
  static void (*const fill[])(struct ep_chart *, struct room *, unsigned *, bool) = {
      random_boxes,      random_heatmap, random_tree,  random_field,
      random_silhouette, random_matrix,  random_images};
  struct room *room = calloc(1, sizeof *room);
  struct ep_chart *chart = ep_chart_new(kind);
  unsigned state = seed * 2654435761u + 1;

  for (int i = 0; i < 8; i++) {
    sample_number(&state);
  }
  ep_chart_set_title(chart, "What is shown");
  ep_chart_set_axis(chart, EP_X, pick(&state, 3) == 0 ? NULL : "Vorhergesagte Klasse", NULL);
  ep_chart_set_axis(chart, EP_Y, pick(&state, 3) == 0 ? NULL : "Actual", "cm");
  fill[kind - EP_KIND_BOX](chart, room, &state, hostile);
  free(room);
  return chart;
}

static bool
fill_boxes(struct ep_chart *chart)
{
  static const double outliers[] = {9.5, 12};
  static const char *const names[] = {"Sepal", "Petal"};
  static const struct ep_box boxes[] = {{1, 2, 3, 4, 5, 50, outliers, 2},
                                        {0, 1, 1, 2, 4, 7, NULL, 0}};

  ep_chart_set_axis(chart, EP_X, "Part", NULL);
  ep_chart_set_axis(chart, EP_Y, "Length", "cm");
  return ep_chart_set_boxes(chart, names, 2, NULL, 0, boxes);
}

static bool
fill_heatmap(struct ep_chart *chart)
{
  static const char *const names[] = {"died", "survived"};
  static const double values[] = {50, 3, 8, NAN};
  static const double shares[] = {0.9434, 0.0566, 0.25, NAN};
  struct ep_heatmap_options options = {.digits = 0, .shares = shares};

  ep_chart_set_axis(chart, EP_X, "Predicted", NULL);
  ep_chart_set_axis(chart, EP_Y, "Actual", NULL);
  return ep_chart_set_heatmap(chart, names, 2, names, 2, values, &options);
}

static bool
fill_tree(struct ep_chart *chart)
{
  static const char *const classes[] = {"died", "survived"};
  static const char *const edges[] = {"yes", "no"};
  static const size_t children[] = {1, 2, 3, 4};
  static const double shares[][2] = {{0.62, 0.38}, {0.27, 0.73}, {0.81, 0.19}, {1, 0}, {0.5, 0.5}};
  static const struct ep_tree_node nodes[] = {
      {"Sex = female", "died 62%", 1046, shares[0], 2, children, 2, edges},
      {"", "survived 73%", 388, shares[1], 2, NULL, 0, NULL},
      {"Age ≤ 9.5", "died 81%", 658, shares[2], 2, children + 2, 2, edges},
      {"", "died 100%", 615, shares[3], 2, NULL, 0, NULL},
      {"", "survived 50%", 43, shares[4], 2, NULL, 0, NULL},
  };

  return ep_chart_set_tree(chart, nodes, 5, classes, 2);
}

static bool
fill_field(struct ep_chart *chart)
{
  static const char *const classes[] = {"died", "survived"};
  static const double x[] = {0, 1, 2};
  static const double y[] = {10, 20};
  static const double values[] = {0, 0.25, 0.5, 0.5, 0.75, 1};
  static const double points[] = {0.5, 1.5};
  static const double heights[] = {12, 18};
  const struct ep_field_grid grid = {x, 3, y, 2, values, classes, 2};

  ep_chart_set_axis(chart, EP_X, "Age", "years");
  ep_chart_set_axis(chart, EP_Y, "Fare", NULL);
  ep_chart_add_series(chart, "survived", points, heights, 2, NULL);
  return ep_chart_set_field(chart, &grid);
}

static bool
fill_silhouette(struct ep_chart *chart)
{
  static const double one[] = {0.5, 0.75, -0.125};
  static const double two[] = {0.25, 0.25};
  static const struct ep_cluster clusters[] = {{"Careful", one, 3}, {"Spenders", two, 2}};

  return ep_chart_set_silhouette(chart, clusters, 2, 0.325);
}

static bool
fill_matrix(struct ep_chart *chart)
{
  static const double a[] = {1, 2, 3, NAN};
  static const double b[] = {10, 30, 20, 40};
  static const char *const groups[] = {"setosa", "virginica"};
  static const uint32_t group[] = {0, 1, 0, 1};
  static const struct ep_variable variables[] = {{"Length", "cm", a}, {"Weight", NULL, b}};

  return ep_chart_set_matrix(chart, variables, 2, 4, groups, 2, group);
}

static bool
fill_images(struct ep_chart *chart)
{
  static const unsigned char one[] = {0, 255, 51, 102};
  static const unsigned char two[] = {255, 255, 255, 0};
  static const struct ep_image images[] = {{one, "3 → 5", "87%", "conv1"},
                                           {two, NULL, "52%", "conv2"},
                                           {two, "4 → 9", NULL, "conv1"},
                                           {one, "", "", "conv2"}};
  const struct ep_images_options options = {
      .width = 2, .height = 2, .channels = 1, .lo = 0, .hi = 5};

  return ep_chart_set_images(chart, images, 4, &options);
}

bool
sample_fill(struct ep_chart *chart)
{
  static bool (*const fill[])(struct ep_chart *) = {
      fill_boxes, fill_heatmap, fill_tree, fill_field, fill_silhouette, fill_matrix, fill_images};

  return fill[ep_chart_get_kind(chart) - EP_KIND_BOX](chart);
}

struct ep_chart *
sample_known(enum ep_kind kind)
{
  struct ep_chart *chart = ep_chart_new(kind);

  sample_fill(chart);
  return chart;
}
