#include "config.h"

#include "kernels/kernels-private.h"

/* The largest tile: see table-plain.c. */
enum { ROWS = 4, COLUMNS = 8 };

static void
write_row(const struct ec_tile *tile, size_t i, const float *sums)
{
  float *c = tile->c + i * tile->c_row;
  for (size_t j = 0; j < tile->n_columns; j++) {
    float x = tile->alpha * sums[j];
    if (tile->row_bias != NULL)
      x += tile->row_bias[i];
    if (tile->column_bias != NULL)
      x += tile->column_bias[j];
    if (tile->add)
      x += c[j];
    /* NaN is neither above nor below, and stays. */
    c[j] = tile->relu && x < 0.0f ? 0.0f : x;
  }
}

void
ec_tile_plain(const struct ec_tile *tile)
{
  float sums[ROWS][COLUMNS] = {{0.0f}};
  for (size_t p = 0; p < tile->k; p++) {
    const float *a = tile->a + p * tile->a_step, *b = tile->b + p * tile->b_step;
    for (size_t i = 0; i < tile->n_rows; i++) {
      float x = a[i * tile->a_row];
      for (size_t j = 0; j < tile->n_columns; j++)
        sums[i][j] += x * b[j];
    }
  }
  for (size_t i = 0; i < tile->n_rows; i++)
    write_row(tile, i, sums[i]);
}

void
ec_panel_plain(const float *from, size_t row, size_t step, size_t n_rows, size_t n_k, size_t width,
               float *panel)
{
  for (size_t p = 0; p < n_k; p++, panel += width)
    for (size_t i = 0; i < width; i++)
      panel[i] = i < n_rows ? from[i * row + p * step] : 0.0f;
}
