/* The kernels of recur.h over vectors of LANES floats, going backwards. Included by
 * sequence-kernels.c once for each kind of processor, after recur-lanes.h. */

/* The gradients that a row carries from a step to the one before it. */
struct NAME(carry) {
  size_t place, previous; /* where it is, and where it was before; */
  bool begins;            /* or that there is no before */
  float *dh, *dcell;
};

LANE V
NAME(state_before)(const struct ec_recur_run *run, const float *states,
                   const struct NAME(carry) * at, size_t j)
{
  if (at->begins)
    return (V){0};
  return NAME(load)(states + at->previous * run->hidden + j, run->hidden - j);
}

LANE void
NAME(undo_lstm)(const struct ec_recur_run *run, const struct NAME(carry) * at, size_t j, V dh,
                V *dgate)
{
  size_t hidden = run->hidden, n = hidden - j;
  const float *gate = run->gate + at->place * 4 * hidden + j;
  V i = NAME(load)(gate, n), f = NAME(load)(gate + hidden, n);
  V g = NAME(load)(gate + 2 * hidden, n), o = NAME(load)(gate + 3 * hidden, n);
  V flat = NAME(tanh)(NAME(load)(run->cell + at->place * hidden + j, n));
  V dcell = FMA(dh * o, 1.0f - flat * flat, LOAD(at->dcell + j));
  dgate[0] = dcell * g * (i * (1.0f - i));
  dgate[1] = dcell * NAME(state_before)(run, run->cell, at, j) * (f * (1.0f - f));
  dgate[2] = dcell * i * (1.0f - g * g);
  dgate[3] = dh * flat * (o * (1.0f - o));
  STORE(at->dcell + j, dcell * f);
  STORE(at->dh + j, ((V){0}));
}

LANE void
NAME(undo_gru)(const struct ec_recur_run *run, const struct NAME(carry) * at, size_t j, V dh,
               V *dgate)
{
  size_t hidden = run->hidden, valid = hidden - j;
  const float *gate = run->gate + at->place * 4 * hidden + j;
  V r = NAME(load)(gate, valid), z = NAME(load)(gate + hidden, valid);
  V n = NAME(load)(gate + 2 * hidden, valid), u = NAME(load)(gate + 3 * hidden, valid);
  V dn = dh * (1.0f - z) * (1.0f - n * n);
  dgate[0] = dn * u * (r * (1.0f - r));
  dgate[1] = dh * (NAME(state_before)(run, run->y, at, j) - n) * (z * (1.0f - z));
  dgate[2] = dn;
  dgate[3] = dn * r;
  STORE(at->dh + j, dh * z);
}

LANE void
NAME(undo_rnn)(const struct ec_recur_run *run, const struct NAME(carry) * at, size_t j, V dh,
               V *dgate)
{
  V y = NAME(load)(run->y + at->place * run->hidden + j, run->hidden - j);
  dgate[0] = dh * (1.0f - y * y);
  STORE(at->dh + j, ((V){0}));
}

/* From the gradients of a row's states to those of its gates, which take the gates' place. */
LANE void
NAME(undo_row)(const struct ec_recur_run *run, const struct NAME(carry) * at, float *dbias)
{
  size_t hidden = run->hidden, padded = ec_sequence_padded(hidden);
  V dgate[SEQUENCE_GROUP];
  for (size_t j = 0; j < hidden; j += LANES) {
    V dh = LOAD(at->dh + j) + NAME(load)(run->dy + at->place * hidden + j, hidden - j);
    if (run->recurrence == EC_RECURRENCE_LSTM)
      NAME(undo_lstm)(run, at, j, dh, dgate);
    else if (run->recurrence == EC_RECURRENCE_GRU)
      NAME(undo_gru)(run, at, j, dh, dgate);
    else
      NAME(undo_rnn)(run, at, j, dh, dgate);
    for (size_t gate = 0; gate < run->kept; gate++) {
      float *sum = dbias + gate * padded + j;
      NAME(store)(run->gate + (at->place * run->kept + gate) * hidden + j, dgate[gate], hidden - j);
      STORE(sum, LOAD(sum) + dgate[gate]);
    }
  }
}

/* The gradients of a tile's states of the step before: += dgates U. */
LANE void
NAME(undo_hidden)(const struct ec_recur_run *run, const struct NAME(carry) * rows, size_t n_rows,
                  size_t j, size_t n_vectors, const float *panel)
{
  size_t hidden = run->hidden, wide = n_vectors * LANES;
  bool gru = run->recurrence == EC_RECURRENCE_GRU;
  size_t n = gru ? 2 * hidden : run->gates * hidden;
  const float *dgate[SEQUENCE_ROWS];
  float *dh[SEQUENCE_ROWS];
  for (size_t r = 0; r < n_rows; r++) {
    dgate[r] = run->gate + rows[r].place * run->kept * hidden;
    dh[r] = rows[r].dh + j;
  }
  NAME(tile)(n_rows, SEQUENCE_USED(n_vectors), n, dgate, 1, panel, wide, true, dh);
  for (size_t r = 0; gru && r < n_rows; r++)
    dgate[r] += 3 * hidden;
  if (gru)
    NAME(tile)
    (n_rows, SEQUENCE_USED(n_vectors), hidden, dgate, 1, panel + n * wide, wide, true, dh);
}

/* The gradients of a tile's inputs: += dgates W. */
LANE void
NAME(undo_input)(const struct ec_recur_run *run, const struct NAME(carry) * rows, size_t n_rows,
                 size_t j, size_t n_vectors, const float *panel)
{
  const float *dgate[SEQUENCE_ROWS];
  float *c[SEQUENCE_ROWS];
  V sums[SEQUENCE_ROWS * SEQUENCE_GROUP];
  for (size_t r = 0; r < n_rows; r++) {
    dgate[r] = run->gate + rows[r].place * run->kept * run->hidden;
    c[r] = (float *)&sums[SEQUENCE_GROUP * r];
  }
  NAME(tile)
  (n_rows, SEQUENCE_USED(n_vectors), run->gates * run->hidden, dgate, 1, panel, n_vectors * LANES,
   false, c);
  for (size_t r = 0; r < n_rows; r++)
    for (size_t v = 0; v < n_vectors && j + v * LANES < run->width; v++) {
      size_t at = j + v * LANES;
      float *dx = run->dx + rows[r].place * run->width + at;
      NAME(store)
      (dx, NAME(load)(dx, run->width - at) + sums[SEQUENCE_GROUP * r + v], run->width - at);
    }
}

static TARGET void
NAME(undo_products)(const struct ec_recur_run *run, const struct NAME(carry) * rows, size_t active)
{
  size_t n_hidden = ec_sequence_padded(run->hidden) / LANES, begin, end;
  size_t n_all = n_hidden + (run->dx ? ec_sequence_padded(run->width) / LANES : 0);
  size_t n_tiles = (active + SEQUENCE_ROWS - 1) / SEQUENCE_ROWS;
  const float *panel = run->backward_panel;
  for (size_t v = 0, n_vectors; v < n_all; v += n_vectors) {
    n_vectors = SEQUENCE_GROUP_OF(v, v < n_hidden ? n_hidden : n_all);
    for (size_t tile = 0; tile < n_tiles; tile++) {
      ec_piece_range(active, n_tiles, tile, &begin, &end);
      if (v < n_hidden)
        NAME(undo_hidden)(run, rows + begin, end - begin, v * LANES, n_vectors, panel);
      else
        NAME(undo_input)
      (run, rows + begin, end - begin, (v - n_hidden) * LANES, n_vectors, panel);
    }
    panel += run->gates * run->hidden * n_vectors * LANES;
  }
}

/* The state of a row after its last place is one of its states, and what is given back by `last`
 * is where its gradient begins. */
LANE void
NAME(carry_begin)(const struct ec_recur_run *run, size_t first, size_t n_rows, float *dh)
{
  size_t padded = ec_sequence_padded(run->hidden);
  for (size_t r = 0; r < n_rows && run->dlast; r++)
    memcpy(dh + r * padded, run->dlast + run->order[first + r] * run->hidden,
           run->hidden * sizeof *dh);
}

/* Asks for what the step before will read of a row: the rows are too far apart, and too many, for the
 * processor to see it coming. */
LANE void
NAME(prefetch_row)(const struct ec_recur_run *run, const struct NAME(carry) * at)
{
  size_t hidden = run->hidden, place = at->previous;
  for (size_t j = 0; j < run->kept * hidden; j += SEQUENCE_LANES)
    __builtin_prefetch(run->gate + place * run->kept * hidden + j, 1, 2);
  for (size_t j = 0; j < hidden; j += SEQUENCE_LANES) {
    __builtin_prefetch(run->dy + place * hidden + j, 0, 2);
    __builtin_prefetch((run->cell ? run->cell : run->y) + place * hidden + j, 0, 2);
  }
  for (size_t j = 0; run->dx && j < run->width; j += SEQUENCE_LANES)
    __builtin_prefetch(run->dx + place * run->width + j, 1, 2);
}

static TARGET void
NAME(recur_backward)(const struct ec_recur_run *run, size_t piece, float *scratch)
{
  size_t first = piece * run->piece_rows, padded = ec_sequence_padded(run->hidden), active = 0;
  size_t n_rows = run->n - first < run->piece_rows ? run->n - first : run->piece_rows;
  float *dh = scratch, *dcell = dh + n_rows * padded,
        *dbias = run->dbias + piece * run->kept * padded;
  struct NAME(carry) rows[EC_RECUR_PIECE];
  memset(scratch, 0, 2 * n_rows * padded * sizeof *scratch);
  memset(dbias, 0, run->kept * padded * sizeof *dbias);
  NAME(carry_begin)(run, first, n_rows, dh);
  for (size_t step = run->length[run->order[first]]; step-- > 0;) {
    while (active < n_rows && run->length[run->order[first + active]] > step)
      active++;
    for (size_t r = 0; r < active; r++) {
      size_t row = run->order[first + r];
      rows[r].place = ec_recur_place(run, row, step);
      rows[r].previous = step > 0 ? ec_recur_place(run, row, step - 1) : 0;
      rows[r].begins = step == 0;
      rows[r].dh = dh + r * padded;
      rows[r].dcell = dcell + r * padded;
      NAME(undo_row)(run, &rows[r], dbias);
      if (step > 0)
        NAME(prefetch_row)(run, &rows[r]);
    }
    NAME(undo_products)(run, rows, active);
  }
}
