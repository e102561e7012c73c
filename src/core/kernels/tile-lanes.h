/* The tile and the panel of kernels.h over vectors of LANES floats. Included once by the file of each
 * kind of processor, and by nothing else; hence no #pragma once. Before it stand:
 *   LANES, TILE_M, TILE_V  floats in a vector; rows of the tile, and vectors in each of them
 *   VECTOR, MASK           their types; a mask chooses the first so many lanes
 *   NAME(name)             the name of a function for this kind
 *   TARGET                 the attribute that lets the compiler use its instructions
 *   FIRST(n)               the mask of the first n lanes, all for n >= LANES
 *   LOAD, STORE            of LANES floats anywhere
 *   LOAD_PART(p, mask), STORE_PART(p, mask, v), KEEP(mask, v)
 *                          of those that the mask chooses; others become 0, or stay in memory
 *   ALL(x), FMA(a, b, c), RELU(v)
 *   LOAD_GROUPS(rows, p)   4 floats at p of each of rows[0], rows[4], … as one vector
 *   LOW32, HIGH32, LOW64, HIGH64(a, b)
 *                          a's and b's lower or upper halves of 4 lanes interleaved, by one or two
 */

enum {
  AHEAD = 16, /* how many numbers of the inner dimension before their use they are fetched */
  LINE = LANES > 16 ? LANES : 16 /* floats in a line of a cache */
};

#define INLINE static inline __attribute__((always_inline)) TARGET

/* In the sums of a tile: what is written for every row i and vector v of them. */
#define EACH_SUM(STATEMENT)                                                                        \
  _Pragma("GCC unroll 16") for (int i = 0; i < n_rows; i++)                                        \
      _Pragma("GCC unroll 4") for (int v = 0; v < n_vectors; v++) STATEMENT

/* Where the sums go to. Bias and the like are a pass over the registers each. */
INLINE void
NAME(write)(const struct ec_tile *tile, const int n_rows, const int n_vectors, MASK mask,
            VECTOR (*s)[TILE_V])
{
  float *c = tile->c;
  size_t row = tile->c_row;
  const int last = n_vectors - 1;
#define AT(p, v) ((v) < last ? LOAD((p) + (v)*LANES) : LOAD_PART((p) + (v)*LANES, mask))
  if (tile->alpha != 1.0f)
    EACH_SUM(s[i][v] *= ALL(tile->alpha);)
  if (tile->row_bias != NULL)
    EACH_SUM(s[i][v] += ALL(tile->row_bias[i]);)
  if (tile->column_bias != NULL)
    EACH_SUM(s[i][v] += AT(tile->column_bias, v);)
  if (tile->add)
    EACH_SUM(s[i][v] += AT(c + i * row, v);)
  if (tile->relu)
    EACH_SUM(s[i][v] = RELU(s[i][v]);)
#undef AT
  EACH_SUM({
    if (v < last)
      STORE(c + i * row + v * LANES, s[i][v]);
    else
      STORE_PART(c + i * row + v * LANES, mask, s[i][v]);
  })
}

/* Keeps the compiler from finding out how one address comes from another: it would keep one register
 * for each row otherwise, which there are not enough of. */
#define HIDE(pointer) __asm__("" : "+r"(pointer))

/* A tile of fixed size. Rows of A that do not lie side by side are reached in threes from every
 * third one. */
INLINE void
NAME(tile_of)(const struct ec_tile *tile, const int n_rows, const int n_vectors, const bool beside)
{
  VECTOR s[TILE_M][TILE_V];
  const float *b = tile->b, *a[(TILE_M + 2) / 3];
  size_t row = beside ? 1 : tile->a_row, a_step = tile->a_step, b_step = tile->b_step;
  const int n_bases = beside ? 1 : (n_rows + 2) / 3;
  MASK mask = FIRST(tile->n_columns - (size_t)(n_vectors - 1) * LANES);
  EACH_SUM(s[i][v] = ALL(0.0f);)
  _Pragma("GCC unroll 16") for (int i = 0; i < n_rows; i++)
      __builtin_prefetch(tile->c + i * tile->c_row, 1);
  _Pragma("GCC unroll 8") for (int i = 0; i < n_bases; i++)
  {
    a[i] = tile->a + 3 * i * row;
    if (!beside)
      HIDE(a[i]);
  }
  for (size_t p = tile->k; p > 0; p--) {
    VECTOR y[TILE_V];
    _Pragma("GCC unroll 4") for (int v = 0; v < n_vectors - 1; v++) y[v] = LOAD(b + v * LANES);
    y[n_vectors - 1] = LOAD_PART(b + (n_vectors - 1) * LANES, mask);
    /* B's panel comes from the second cache or the third, in time where it is asked for early. */
    _Pragma("GCC unroll 4") for (int v = 0; v < n_vectors; v += LINE / LANES)
        __builtin_prefetch(b + AHEAD * b_step + v * LANES);
    b += b_step;
    _Pragma("GCC unroll 16") for (int i = 0; i < n_rows; i++)
    {
      VECTOR x = beside ? ALL(a[0][i]) : ALL(a[i / 3][i % 3 * row]);
      _Pragma("GCC unroll 4") for (int v = 0; v < n_vectors; v++) s[i][v] = FMA(x, y[v], s[i][v]);
    }
    _Pragma("GCC unroll 8") for (int i = 0; i < n_bases; i++) a[i] += a_step;
  }
  NAME(write)(tile, n_rows, n_vectors, mask, s);
}

/* One function for each number of rows, so that the compiler sees it. */
#define TILE_ROWS(n_rows)                                                                          \
  TARGET static void NAME(rows_##n_rows)(const struct ec_tile *tile)                               \
  {                                                                                                \
    size_t n_vectors = (tile->n_columns + LANES - 1) / LANES;                                      \
    bool beside = tile->a_row == 1;                                                                \
    if (n_vectors == TILE_V && beside)                                                             \
      NAME(tile_of)(tile, n_rows, TILE_V, true);                                                   \
    else if (n_vectors == TILE_V)                                                                  \
      NAME(tile_of)(tile, n_rows, TILE_V, false);                                                  \
    else if (n_vectors == 1)                                                                       \
      NAME(tile_of)(tile, n_rows, 1, false);                                                       \
    else                                                                                           \
      NAME(tile_of)(tile, n_rows, TILE_V > 2 ? 2 : 1, false);                                      \
  }

/* One group of LANES rows of a panel for 4 numbers of each: a transpose within groups of 4. */
INLINE void
NAME(panel_4)(const float *const *rows, size_t p, size_t width, MASK filled, MASK written,
              float *panel)
{
  VECTOR r0 = LOAD_GROUPS(rows, p), r1 = LOAD_GROUPS(rows + 1, p);
  VECTOR r2 = LOAD_GROUPS(rows + 2, p), r3 = LOAD_GROUPS(rows + 3, p);
  VECTOR low01 = LOW32(r0, r1), high01 = HIGH32(r0, r1);
  VECTOR low23 = LOW32(r2, r3), high23 = HIGH32(r2, r3);
  STORE_PART(panel, written, KEEP(filled, LOW64(low01, low23)));
  STORE_PART(panel + width, written, KEEP(filled, HIGH64(low01, low23)));
  STORE_PART(panel + 2 * width, written, KEEP(filled, LOW64(high01, high23)));
  STORE_PART(panel + 3 * width, written, KEEP(filled, HIGH64(high01, high23)));
}

/* Rows whose numbers lie side by side. Where there are no more rows the first one is read again. */
TARGET static void
NAME(panel_across)(const float *from, size_t row, size_t n_rows, size_t n_k, size_t width,
                   float *panel)
{
  size_t whole = n_k / 4 * 4;
  for (size_t group = 0; group < width; group += LANES) {
    size_t n = group < n_rows ? n_rows - group : 0;
    MASK filled = FIRST(n), written = FIRST(width - group);
    const float *rows[LANES];
    for (size_t i = 0; i < LANES; i++)
      rows[i] = i < n ? from + (group + i) * row : from;
    for (size_t p = 0; p < whole; p += 4)
      NAME(panel_4)(rows, p, width, filled, written, panel + group + p * width);
  }
  ec_panel_plain(from + whole, row, 1, n_rows, n_k - whole, width, panel + whole * width);
}

/* Rows that lie side by side themselves. */
TARGET static void
NAME(panel_along)(const float *from, size_t step, size_t n_rows, size_t n_k, size_t width,
                  float *panel)
{
  for (size_t group = 0; group < width; group += LANES) {
    MASK filled = FIRST(group < n_rows ? n_rows - group : 0), written = FIRST(width - group);
    const float *x = from + group;
    float *y = panel + group;
    if (group + LANES <= n_rows)
      for (size_t p = 0; p < n_k; p++, x += step, y += width) {
        __builtin_prefetch(x + AHEAD * step);
        STORE(y, LOAD(x));
      }
    else
      for (size_t p = 0; p < n_k; p++, x += step, y += width) {
        __builtin_prefetch(x + AHEAD * step);
        STORE_PART(y, written, LOAD_PART(x, filled));
      }
  }
}

#define PANEL(function)                                                                            \
  void function(const float *from, size_t row, size_t step, size_t n_rows, size_t n_k,             \
                size_t width, float *panel)                                                        \
  {                                                                                                \
    if (step == 1)                                                                                 \
      NAME(panel_across)(from, row, n_rows, n_k, width, panel);                                    \
    else if (row == 1)                                                                             \
      NAME(panel_along)(from, step, n_rows, n_k, width, panel);                                    \
    else                                                                                           \
      ec_panel_plain(from, row, step, n_rows, n_k, width, panel);                                  \
  }
