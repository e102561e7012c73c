/* The kernels of recur.h over vectors of LANES floats, going forwards. Included by
 * sequence-kernels.c once for each kind of processor, after sequence-lanes.h. */

/* How many vectors of `n_vectors` the group that begins at `first` has. */
#ifndef SEQUENCE_GROUP_OF
#define SEQUENCE_GROUP_OF(first, n_vectors)                                                        \
  ((n_vectors) - (first) < SEQUENCE_GROUP ? (n_vectors) - (first) : (size_t)SEQUENCE_GROUP)
#define SEQUENCE_USED(n_vectors) ((1u << (n_vectors)) - 1)
#endif

/* One matrix of a slice of a cell with gates: panel[k][gate][lane] = weight[gate][j + lane][k]. */
static TARGET void
NAME(pack_gates)(const struct ec_recur_run *run, const float *weight, size_t n_inner, size_t j,
                 float *panel)
{
  size_t gates = run->gates, n = run->hidden - j < LANES ? run->hidden - j : LANES;
  memset(panel, 0, n_inner * gates * LANES * sizeof *panel);
  for (size_t gate = 0; gate < gates; gate++)
    for (size_t lane = 0; lane < n; lane++) {
      const float *row = weight + (gate * run->hidden + j + lane) * n_inner;
      for (size_t k = 0; k < n_inner; k++)
        panel[(k * gates + gate) * LANES + lane] = row[k];
    }
}

/* The same where slices take the place of gates. */
static TARGET void
NAME(pack_slices)(const struct ec_recur_run *run, const float *weight, size_t n_inner, size_t j,
                  size_t n_slices, float *panel)
{
  size_t wide = n_slices * LANES, n = run->hidden > j ? run->hidden - j : 0;
  memset(panel, 0, n_inner * wide * sizeof *panel);
  for (size_t lane = 0; lane < wide && lane < n; lane++)
    for (size_t k = 0; k < n_inner; k++)
      panel[k * wide + lane] = weight[(j + lane) * n_inner + k];
}

/* Rows of `n` numbers cut into groups of vectors: panel[group][k][lane]. Returns its end. */
static TARGET float *
NAME(pack_rows)(const float *weight, size_t n_inner, size_t n, float *panel)
{
  size_t n_vectors = ec_sequence_padded(n) / LANES;
  for (size_t v = 0; v < n_vectors; v += SEQUENCE_GROUP) {
    size_t wide = SEQUENCE_GROUP_OF(v, n_vectors) * LANES, j = v * LANES;
    size_t here = n <= j ? 0 : n - j < wide ? n - j : wide;
    for (size_t k = 0; k < n_inner; k++, panel += wide) {
      memset(panel, 0, wide * sizeof *panel);
      memcpy(panel, weight + k * n + j, here * sizeof *panel);
    }
  }
  return panel;
}

static TARGET void
NAME(pack_bias)(const struct ec_recur_run *run)
{
  size_t hidden = run->hidden, padded = ec_sequence_padded(hidden);
  memset(run->bias_panel, 0, run->kept * padded * sizeof(float));
  for (size_t gate = 0; gate < run->kept; gate++)
    for (size_t j = 0; j < hidden; j++) {
      /* The GRU's fourth sum is the hidden part of its third gate. */
      bool apart = run->recurrence == EC_RECURRENCE_GRU && gate >= 2;
      size_t at = (gate == 3 && apart ? 2 : gate) * hidden + j;
      float b = run->input_bias && !(apart && gate == 3) ? run->input_bias[at] : 0.0f;
      float c = run->hidden_bias && !(apart && gate == 2) ? run->hidden_bias[at] : 0.0f;
      run->bias_panel[gate * padded + j] = b + c;
    }
}

static TARGET void
NAME(recur_pack)(const struct ec_recur_run *run)
{
  size_t n_vectors = ec_sequence_padded(run->hidden) / LANES;
  size_t step = run->gates == 1 ? SEQUENCE_GROUP : 1;
  float *panel = run->forward_panel;
  for (size_t v = 0; v < n_vectors; v += step) {
    size_t n_slices = run->gates == 1 ? SEQUENCE_GROUP_OF(v, n_vectors) : run->gates;
    float *second = panel + run->width * n_slices * LANES;
    if (run->gates == 1) {
      NAME(pack_slices)(run, run->input_weight, run->width, v * LANES, n_slices, panel);
      NAME(pack_slices)(run, run->hidden_weight, run->hidden, v * LANES, n_slices, second);
    } else if (v * LANES < run->hidden) {
      NAME(pack_gates)(run, run->input_weight, run->width, v * LANES, panel);
      NAME(pack_gates)(run, run->hidden_weight, run->hidden, v * LANES, second);
    } else {
      memset(panel, 0, (run->width + run->hidden) * n_slices * LANES * sizeof *panel);
    }
    panel = second + run->hidden * n_slices * LANES;
  }
  NAME(pack_bias)(run);
  if (!run->backward_panel)
    return;
  panel = NAME(pack_rows)(run->hidden_weight, run->gates * run->hidden, run->hidden,
                          run->backward_panel);
  NAME(pack_rows)(run->input_weight, run->gates * run->hidden, run->width, panel);
}

/* One vector of hidden numbers of one row at one place. */
struct NAME(spot) {
  size_t place, j, n; /* the first of them, and how many of the lanes are in use */
  float *cell, *next; /* the state: the cell, and what the hidden state becomes */
  const float *h;     /* what it was */
};

LANE void
NAME(finish_lstm)(const struct ec_recur_run *run, const struct NAME(spot) * at, const V *sum)
{
  V i = NAME(sigmoid)(sum[0]), f = NAME(sigmoid)(sum[1]), g = NAME(tanh)(sum[2]);
  V o = NAME(sigmoid)(sum[3]), cell = FMA(f, LOAD(at->cell), i * g), h = o * NAME(tanh)(cell);
  STORE(at->cell, cell);
  STORE(at->next, h);
  NAME(store)(run->y + at->place * run->hidden + at->j, h, at->n);
  if (run->gate) {
    float *gate = run->gate + at->place * 4 * run->hidden + at->j;
    NAME(store)(gate, i, at->n);
    NAME(store)(gate + run->hidden, f, at->n);
    NAME(store)(gate + 2 * run->hidden, g, at->n);
    NAME(store)(gate + 3 * run->hidden, o, at->n);
    NAME(store)(run->cell + at->place * run->hidden + at->j, cell, at->n);
  }
}

LANE void
NAME(finish_gru)(const struct ec_recur_run *run, const struct NAME(spot) * at, const V *sum)
{
  V r = NAME(sigmoid)(sum[0]), z = NAME(sigmoid)(sum[1]), n = NAME(tanh)(FMA(r, sum[3], sum[2]));
  V h = FMA(z, LOAD(at->h) - n, n);
  STORE(at->next, h);
  NAME(store)(run->y + at->place * run->hidden + at->j, h, at->n);
  if (run->gate) {
    float *gate = run->gate + at->place * 4 * run->hidden + at->j;
    NAME(store)(gate, r, at->n);
    NAME(store)(gate + run->hidden, z, at->n);
    NAME(store)(gate + 2 * run->hidden, n, at->n);
    NAME(store)(gate + 3 * run->hidden, sum[3], at->n);
  }
}

LANE void
NAME(finish_rnn)(const struct ec_recur_run *run, const struct NAME(spot) * at, V sum)
{
  V h = NAME(tanh)(sum);
  STORE(at->next, h);
  NAME(store)(run->y + at->place * run->hidden + at->j, h, at->n);
}

/* A tile of rows at one step: how its sums begin, and what they are multiplied from. */
struct NAME(rows) {
  size_t n;
  size_t place[SEQUENCE_ROWS];
  float *h[SEQUENCE_ROWS], *next[SEQUENCE_ROWS], *cell[SEQUENCE_ROWS];
};

/* The finish of `n_vectors` sums of each row: the gates of one slice, or slices side by side. */
LANE void
NAME(finish)(const struct ec_recur_run *run, const struct NAME(rows) * rows, size_t j,
             size_t n_vectors, const V *sums)
{
  for (size_t r = 0; r < rows->n; r++)
    for (size_t v = 0; v < (run->gates == 1 ? n_vectors : 1); v++) {
      size_t first = j + v * LANES;
      size_t n = run->hidden <= first ? 0 : run->hidden - first;
      const struct NAME(spot) at = {rows->place[r],        first,
                                    n < LANES ? n : LANES, rows->cell[r] + first,
                                    rows->next[r] + first, rows->h[r] + first};
      if (run->recurrence == EC_RECURRENCE_LSTM)
        NAME(finish_lstm)(run, &at, sums + SEQUENCE_GROUP * r);
      else if (run->recurrence == EC_RECURRENCE_GRU)
        NAME(finish_gru)(run, &at, sums + SEQUENCE_GROUP * r);
      else
        NAME(finish_rnn)(run, &at, sums[SEQUENCE_GROUP * r + v]);
    }
}

/* One tile: W x + U h + bias, then the activations. */
LANE void
NAME(recur_tile)(const struct ec_recur_run *run, const struct NAME(rows) * rows, size_t j,
                 size_t n_vectors, const float *panel)
{
  size_t padded = ec_sequence_padded(run->hidden), wide = n_vectors * LANES;
  bool gru = run->recurrence == EC_RECURRENCE_GRU;
  const float *x[SEQUENCE_ROWS], *h[SEQUENCE_ROWS];
  float *c[SEQUENCE_ROWS];
  V sums[SEQUENCE_ROWS * SEQUENCE_GROUP];
  for (size_t r = 0; r < rows->n; r++) {
    x[r] = run->x + rows->place[r] * run->width;
    h[r] = rows->h[r];
    c[r] = (float *)&sums[SEQUENCE_GROUP * r];
    for (size_t v = 0; v < SEQUENCE_GROUP; v++)
      sums[SEQUENCE_GROUP * r + v] =
          run->gates == 1 ? (v < n_vectors ? LOAD(run->bias_panel + j + v * LANES) : (V){0})
                          : LOAD(run->bias_panel + v * padded + j);
  }
  NAME(tile)(rows->n, SEQUENCE_USED(n_vectors), run->width, x, 1, panel, wide, true, c);
  NAME(tile)
  (rows->n, gru ? 11 : SEQUENCE_USED(n_vectors), run->hidden, h, 1, panel + run->width * wide, wide,
   true, c);
  NAME(finish)(run, rows, j, n_vectors, sums);
}

/* Rows of a piece from rank `begin` at one step. */
LANE void
NAME(rows_of)(const struct ec_recur_run *run, size_t first, size_t begin, size_t end, size_t step,
              float *h, float *next, float *cell, struct NAME(rows) * rows)
{
  size_t padded = ec_sequence_padded(run->hidden);
  rows->n = end - begin;
  for (size_t r = 0; r < rows->n; r++) {
    rows->place[r] = ec_recur_place(run, run->order[first + begin + r], step);
    rows->h[r] = h + (begin + r) * padded;
    rows->next[r] = next + (begin + r) * padded;
    rows->cell[r] = cell + (begin + r) * padded;
  }
}

/* All tiles of one step. A slice of the weights serves all rows before the next one is fetched. */
static TARGET void
NAME(recur_step)(const struct ec_recur_run *run, size_t first, size_t active, size_t step, float *h,
                 float *next, float *cell)
{
  size_t n_tiles = (active + SEQUENCE_ROWS - 1) / SEQUENCE_ROWS, begin, end;
  size_t n_slices = ec_sequence_padded(run->hidden) / LANES;
  size_t slices = run->gates == 1 ? SEQUENCE_GROUP : 1;
  const float *panel = run->forward_panel;
  struct NAME(rows) rows[(EC_RECUR_PIECE + SEQUENCE_ROWS - 1) / SEQUENCE_ROWS];
  for (size_t tile = 0; tile < n_tiles; tile++) {
    ec_piece_range(active, n_tiles, tile, &begin, &end);
    NAME(rows_of)(run, first, begin, end, step, h, next, cell, &rows[tile]);
  }
  for (size_t slice = 0; slice < n_slices && slice * LANES < run->hidden; slice += slices) {
    size_t n_vectors = run->gates == 1 ? SEQUENCE_GROUP_OF(slice, n_slices) : run->gates;
    for (size_t tile = 0; tile < n_tiles; tile++)
      NAME(recur_tile)(run, &rows[tile], slice * LANES, n_vectors, panel);
    panel += (run->width + run->hidden) * n_vectors * LANES;
  }
}

/* What lies past the ends of a piece's rows, and their last states. */
static TARGET void
NAME(recur_ends)(const struct ec_recur_run *run, size_t row)
{
  size_t hidden = run->hidden, length = run->length[row], end = row * run->time + length;
  size_t n_after = run->time - length;
  memset(run->y + end * hidden, 0, n_after * hidden * sizeof *run->y);
  if (run->gate)
    memset(run->gate + end * run->kept * hidden, 0,
           n_after * run->kept * hidden * sizeof *run->gate);
  if (length > 0)
    memcpy(run->last + row * hidden, run->y + ec_recur_place(run, row, length - 1) * hidden,
           hidden * sizeof *run->last);
  else
    memset(run->last + row * hidden, 0, hidden * sizeof *run->last);
}

static TARGET void
NAME(recur_forward)(const struct ec_recur_run *run, size_t piece, float *scratch)
{
  size_t first = piece * run->piece_rows, padded = ec_sequence_padded(run->hidden);
  size_t active = run->n - first < run->piece_rows ? run->n - first : run->piece_rows;
  size_t size = active * padded, n_rows = active;
  float *h = scratch, *next = h + size, *cell = next + size, *other;
  memset(scratch, 0, 3 * size * sizeof *scratch);
  for (size_t step = 0; step < run->length[run->order[first]]; step++) {
    while (run->length[run->order[first + active - 1]] <= step)
      active--;
    NAME(recur_step)(run, first, active, step, h, next, cell);
    other = h, h = next, next = other;
  }
  for (size_t r = 0; r < n_rows; r++)
    NAME(recur_ends)(run, run->order[first + r]);
}
